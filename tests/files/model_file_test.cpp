// A model comes back from its file as it was, and a file that was changed is refused by its place.

#include <gmock/gmock.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/model.h>
#include <segmenta/version.h>

#include <cmath>
#include <fstream>

#include "store/arrays.h"
#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

PreparedFeature spend() {
  PreparedFeature feature{"spend", "spend", PreparedFeature::Kind::value, "", Transform::log1p};
  feature.center = 0.1;
  feature.scale = 1.0 / 3.0;
  feature.lower = -5.5;
  feature.upper = 1e300;
  feature.fill = 2.25;
  feature.quantum = 0x1p-30;
  feature.reason = "skewness 3.1";
  feature.rows_limited = 3;
  feature.rows_missing = 1;
  return feature;
}

PreparedFeature country() {
  PreparedFeature feature{"country=Österreich", "country", PreparedFeature::Kind::category, "Österreich"};
  feature.quantum = 0x1p-100;
  return feature;
}

Model three_segments() {
  Model model;
  model.preparation.features = {spend(), country()};
  model.preparation.left_out = {{"churned", "an outcome by its name"}, {"same", "constant"}};
  model.preparation.missing = Missing::partial;
  model.preparation.exponent = -47;
  model.k = 3;
  model.centroids = {1.5F, -0.0F, 0.1F, 1e-40F, 3.0F, 4.0F};
  model.centroids_original = {1.0 / 3.0, 2, 3, 4, 5, 1e308};
  model.sizes = {5, 4, 0};
  model.weight_sums = {5.5, 4.25, 0};
  model.offsets = {0.1, -0.25, 0};
  model.k_requested = 4;
  model.rows = 9;
  model.seed = 18446744073709551615U;
  model.inertia = 0.1 + 0.2;
  model.iterations = 17;
  model.converged = true;
  model.stopped_by = "labels";
  model.order_by = "spend";
  model.command = "segmenta fit x.h5 --k 2";
  return model;
}

void expect_same(const PreparedFeature& a, const PreparedFeature& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.column, b.column);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.category, b.category);
  EXPECT_EQ(a.transform, b.transform);
  EXPECT_EQ(a.center, b.center);
  EXPECT_EQ(a.scale, b.scale);
  EXPECT_EQ(a.lower, b.lower);
  EXPECT_EQ(a.upper, b.upper);
  EXPECT_TRUE(a.fill == b.fill || (std::isnan(a.fill) && std::isnan(b.fill)));
  EXPECT_EQ(a.quantum, b.quantum);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.rows_limited, b.rows_limited);
  EXPECT_EQ(a.rows_missing, b.rows_missing);
}

class ModelFile : public testing::Test {
 protected:
  // Writes the model with one change made to it.
  template <class Change>
  void write(Change change) {
    Model model = three_segments();
    change(model);
    write_model(file, model);
  }
  std::string reading() {
    return refusal([&] { read_model(file); });
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "model.h5";
};

TEST_F(ModelFile, ComesBackAsItWasWritten) {
  const Model model = three_segments();
  write_model(file, model);
  const Model read = read_model(file);
  ASSERT_EQ(read.features(), 2);
  expect_same(read.preparation.features[0], model.preparation.features[0]);
  expect_same(read.preparation.features[1], model.preparation.features[1]);
  EXPECT_EQ(read.preparation.metric, Metric::euclidean);
  EXPECT_EQ(read.preparation.missing, Missing::partial);
  ASSERT_EQ(read.preparation.left_out.size(), 2U);
  EXPECT_EQ(read.preparation.left_out[0].column, "churned");
  EXPECT_EQ(read.preparation.left_out[1].reason, "constant");
  EXPECT_EQ(read.preparation.exponent, -47);
  EXPECT_EQ(read.k, 3);
  EXPECT_EQ(read.centroids, model.centroids);
  EXPECT_TRUE(std::signbit(read.centroids[1]));
  EXPECT_EQ(read.centroids_original, model.centroids_original);
  EXPECT_EQ(read.sizes, model.sizes);
  EXPECT_EQ(read.weight_sums, model.weight_sums);
  EXPECT_EQ(read.offsets, model.offsets);
  EXPECT_EQ(read.k_requested, 4);
  EXPECT_EQ(read.rows, 9);
  EXPECT_EQ(read.seed, model.seed);
  EXPECT_EQ(read.inertia, model.inertia);
  EXPECT_EQ(read.iterations, 17);
  EXPECT_TRUE(read.converged);
  EXPECT_EQ(read.stopped_by, "labels");
  EXPECT_EQ(read.order_by, "spend");
  EXPECT_EQ(read.command, "segmenta fit x.h5 --k 2");
}

TEST_F(ModelFile, HasNoCentroidsInOriginalUnitsByCosine) {
  write([](Model& model) {
    model.preparation.metric = Metric::cosine;
    model.centroids_original.clear();
  });
  EXPECT_FALSE(h5::exists(h5::open_file(file), "/centroids_original"));
  const Model read = read_model(file);
  EXPECT_EQ(read.preparation.metric, Metric::cosine);
  EXPECT_EQ(read.centroids, three_segments().centroids);
  EXPECT_TRUE(read.centroids_original.empty());
}

TEST_F(ModelFile, SaysWhatItIs) {
  write_model(file, three_segments());
  const h5::File opened = h5::open_file(file);
  EXPECT_EQ(h5::read_attribute<std::string>(opened, "/", "format"), "segmenta-model");
  EXPECT_EQ(h5::read_attribute<std::int32_t>(opened, "/", "format_version"), 1);
  EXPECT_EQ(h5::read_attribute<std::string>(opened, "/", "created_by"), std::string("segmenta ") + version);
  EXPECT_TRUE(h5::exists(opened, "/evidence"));
  EXPECT_TRUE(is_model(file));
}

TEST_F(ModelFile, KeepsTheGapStatistic) {
  KEvidence two;
  two.k = 2;
  two.gap = 0.75;
  two.gap_error = 0.125;
  two.stability_error = 0.0625;
  two.overlap = 0.5;
  two.ruled_out = RuledOut::not_apart;
  write([&](Model& model) {
    model.evidence = {two, KEvidence{}};
    model.structure = {.verdict = Structure::Verdict::continuum,
                       .best_k = 1,
                       .looked_to = 12,
                       .rows = 99,
                       .valley = 0.25,
                       .gap_one = 0.5,
                       .gap_best = 0.375,
                       .gap_best_error = 0.125,
                       .gap_best_k = 7};
    model.choice_reason = "slices";
  });
  const Model read = read_model(file);
  EXPECT_EQ(read.evidence[0].gap, 0.75);
  EXPECT_EQ(read.evidence[0].gap_error, 0.125);
  EXPECT_EQ(read.evidence[0].stability_error, 0.0625);
  EXPECT_EQ(read.evidence[0].overlap, 0.5);
  EXPECT_EQ(read.evidence[0].ruled_out, RuledOut::not_apart);
  EXPECT_EQ(read.evidence[1].ruled_out, RuledOut::no);
  EXPECT_EQ(read.structure.verdict, Structure::Verdict::continuum);
  EXPECT_EQ(read.structure.looked_to, 12);
  EXPECT_EQ(read.structure.rows, 99);
  EXPECT_EQ(read.structure.valley, 0.25);
  EXPECT_EQ(read.structure.gap_best_k, 7);
  EXPECT_EQ(read.structure.gap_best_error, 0.125);
  EXPECT_EQ(read.choice_reason, "slices");
  EXPECT_TRUE(std::isnan(read.evidence[1].gap));
}

TEST_F(ModelFile, HasNoWeightSumsWithoutWeights) {
  write([](Model& model) { model.weight_sums.clear(); });
  EXPECT_TRUE(read_model(file).weight_sums.empty());
  write([](Model& model) { model.offsets.clear(); });
  EXPECT_TRUE(read_model(file).offsets.empty());
}

TEST_F(ModelFile, GivesItsCentroidsAsAStart) {
  write_model(file, three_segments());
  const Matrix start = read_centroids(file);
  EXPECT_EQ(start.rows, 3);
  EXPECT_EQ(start.columns, 2);
  EXPECT_EQ(start.values[4], 3.0);
}

TEST_F(ModelFile, IsNotASegmentsFile) {
  write_segments(file, "id", std::vector<std::int64_t>{1}, {{0}, {}, {}, {}, {}}, 1);
  EXPECT_FALSE(is_model(file));
  EXPECT_THAT(reading(), AllOf(StartsWith("3: "), HasSubstr("model.h5"), HasSubstr("segmenta-segments")));
  EXPECT_THAT(refusal([&] { read_centroids(file); }), HasSubstr("has no dataset 'centroids'"));
}

TEST_F(ModelFile, IsRefusedWithAQuantumThatIsNoPowerOfTwo) {
  write([](Model& model) { model.preparation.features[1].quantum = 0.3; });
  EXPECT_THAT(reading(), AllOf(StartsWith("3: "), HasSubstr("'/prepare/quantum'"), HasSubstr("0.3 in place 1")));
  write([](Model& model) { model.preparation.features[1].quantum = -0.5; });
  EXPECT_THAT(reading(), HasSubstr("'/prepare/quantum'"));
}

TEST_F(ModelFile, IsRefusedWithNumbersThatCannotBe) {
  write([](Model& model) { model.centroids[2] = std::numeric_limits<float>::infinity(); });
  EXPECT_THAT(reading(), AllOf(HasSubstr("'/centroids'"), HasSubstr("inf in place 2")));
  write([](Model& model) { model.preparation.features[0].scale = 0; });
  EXPECT_THAT(reading(), HasSubstr("'/prepare/scale'"));
  write([](Model& model) { model.preparation.features[0].center = nan; });
  EXPECT_THAT(reading(), HasSubstr("'/prepare/center'"));
  write([](Model& model) { model.preparation.features[0].lower = 1e301; });
  EXPECT_THAT(reading(), HasSubstr("is above /prepare/upper"));
  write([](Model& model) { model.sizes[0] = -1; });
  EXPECT_THAT(reading(), HasSubstr("'/sizes'"));
  write([](Model& model) { model.inertia = nan; });
  EXPECT_THAT(reading(), HasSubstr("inertia"));
}

// Opens the written file for changes behind the library's back.
class Edited : public ModelFile {
 protected:
  void SetUp() override {
    write([](Model& model) { model.evidence = {KEvidence{}}; });
    edited = {h5::Handle(H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)), {file.string(), {}, h5::Access::writing}};
  }
  void remove(const char* path) { ASSERT_GE(H5Ldelete(edited.id(), path, H5P_DEFAULT), 0); }
  std::string reading_edited() {
    edited.handle.reset();
    return reading();
  }

  h5::File edited;
};

TEST_F(Edited, IsRefusedWhereAShapeDiffers) {
  remove("/centroids");
  h5::write_array<float>(edited, "/centroids", std::vector<float>(6), {2, 3});
  EXPECT_THAT(reading_edited(), AllOf(HasSubstr("'/centroids'"), HasSubstr("[2 x 3]"), HasSubstr("[3 x 2]")));
}

TEST_F(Edited, IsRefusedWhereAPartIsMissing) {
  remove("/prepare/scale");
  EXPECT_THAT(reading_edited(), AllOf(StartsWith("3: "), HasSubstr("'/prepare/scale'")));
}

TEST_F(Edited, IsReadWithoutAGapStatistic) {
  remove("/evidence/gap");
  remove("/evidence/gap_error");
  remove("/evidence/stability_error");
  remove("/evidence/overlap");
  remove("/evidence/valley");
  remove("/evidence/typical_valley");
  remove("/evidence/ruled_out");
  edited.handle.reset();
  EXPECT_TRUE(std::isnan(read_model(file).evidence.at(0).gap));
}

TEST_F(Edited, IsReadAsOfAVersionThatKnewLog1pAlone) {
  for (const char* later : {"/prepare/transform", "/prepare/reason", "/prepare/rows_limited", "/prepare/rows_missing",
                            "/left_out/column", "/left_out/reason"}) {
    remove(later);
  }
  H5Adelete(edited.id(), "content_digest");
  edited.handle.reset();
  const Preparation read = read_model(file).preparation;
  EXPECT_EQ(read.features[0].transform, Transform::log1p);
  EXPECT_EQ(read.features[1].transform, Transform::identity);
  EXPECT_TRUE(read.left_out.empty());
}

TEST_F(Edited, IsRefusedWhereABitHasChanged) {
  {
    const h5::Handle center(H5Dopen2(edited.id(), "/prepare/center", H5P_DEFAULT));
    double values[2];
    H5Dread(center.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    values[1] = std::nextafter(values[1], 1e9);
    H5Dwrite(center.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  }
  EXPECT_THAT(reading_edited(), AllOf(StartsWith("3: "), HasSubstr("was damaged or changed")));
}

TEST_F(Edited, KeepsNoTime) {
  H5O_info_t info;
  for (const char* path : {"/", "/prepare", "/centroids", "/prepare/column"}) {
    ASSERT_GE(H5Oget_info_by_name2(edited.id(), path, &info, H5O_INFO_TIME, H5P_DEFAULT), 0);
    EXPECT_EQ(info.mtime, 0) << path;
  }
}

// A folder cannot be replaced by a file: writing the model fails once the segments are in their place.
class BothFiles : public ModelFile {
 protected:
  void write_both(const std::filesystem::path& model_file) {
    const Model model = three_segments();
    const Segments made{{0, 1, 2}, {}, {}, {}, {}};
    write_fit(model_file, model, segments, "id", std::vector<std::int64_t>{7, 8, 9}, made);
  }

  std::filesystem::path segments = folder / "segments.h5";
};

TEST_F(BothFiles, NameEachOther) {
  Model model = three_segments();
  model.labels_digest = labels_digest({0, 1, 2});
  write_fit(file, model, segments, "id", std::vector<std::int64_t>{7, 8, 9}, {{0, 1, 2}, {}, {}, {}, {}},
            origin_of(model, "segmenta fit", ""));
  EXPECT_EQ(read_segments(segments).origin.centroids_digest, centroids_digest(read_model(file).centroids));
  EXPECT_EQ(read_model(file).labels_digest, labels_digest(read_segments(segments).segments.segment));
}

TEST_F(BothFiles, StayAsTheyWereWhereOneCannotBeWritten) {
  write_both(file);
  const auto before = read_segments(segments).segments.segment;
  const std::filesystem::path folder_in_its_place = folder / "model_folder";
  std::filesystem::create_directory(folder_in_its_place);
  EXPECT_THAT(refusal([&] { write_both(folder_in_its_place); }), StartsWith("4: "));
  EXPECT_EQ(read_segments(segments).segments.segment, before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / ""), {}), 3) << "nothing is left beside them";
}

TEST_F(Edited, IsRefusedWithATransformUnknownHere) {
  remove("/prepare/transform");
  h5::write_variable_strings(edited, "/prepare/transform", std::vector<std::string>{"cube_root", "none"});
  EXPECT_THAT(reading_edited(), AllOf(HasSubstr("\"cube_root\""), HasSubstr("does not know it")));
}

TEST_F(Edited, IsRefusedWithAChoiceUnknownHere) {
  H5Adelete_by_name(edited.id(), "/prepare", "metric", H5P_DEFAULT);
  h5::write_attribute(edited, "/prepare", "metric", std::string("manhattan"));
  EXPECT_THAT(reading_edited(), AllOf(HasSubstr("\"manhattan\""), HasSubstr("does not know it")));
}

TEST_F(Edited, IsRefusedWithNoClusters) {
  H5Adelete_by_name(edited.id(), "/", "k", H5P_DEFAULT);
  h5::write_attribute<std::int32_t>(edited, "/", "k", 0);
  EXPECT_THAT(reading_edited(), HasSubstr("k': is 0"));
}

TEST_F(Edited, IsRefusedInALaterVersion) {
  H5Adelete_by_name(edited.id(), "/", "format_version", H5P_DEFAULT);
  h5::write_attribute<std::int32_t>(edited, "/", "format_version", 2);
  EXPECT_THAT(reading_edited(), AllOf(StartsWith("3: "), HasSubstr("format version 2")));
}

TEST(AStart, IsRefusedWhereItIsNoMatrix) {
  const TemporaryFolder folder;
  const auto path = folder / "start.h5";
  {
    const h5::File file{h5::Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)),
                        {path.string(), {}, h5::Access::writing}};
    h5::write_array<double>(file, "/centroids", std::vector<double>{1, 2, 3}, {3});
  }
  EXPECT_FALSE(is_model(path));
  EXPECT_THAT(refusal([&] { read_centroids(path); }), AllOf(StartsWith("3: "), HasSubstr("has shape [3]")));
}

}  // namespace
}  // namespace segmenta
