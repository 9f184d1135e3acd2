// Damaged files of every kind that is read: none ends in a crash, in no time or in memory without bound.
//
// The corpus is what Segmenta writes and the example stores of other programs. Each case is made from its number, and
// read in a process of its own. SEGMENTA_FUZZ_SECONDS and SEGMENTA_FUZZ_FIRST say how long, and from which case on;
// SEGMENTA_FUZZ_KEEP names a folder for files that end badly.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/store.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

#include "store/temporary_folder.h"

namespace segmenta {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<char>;

Bytes bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A model, its segments and a store, all with text.
void write_own(const fs::path& folder) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  std::vector<StoreColumn> columns(3);
  std::vector<std::string> ids;
  for (std::size_t j = 0; j < 2; ++j)
    columns[j].column = {fmt::format("f{}", j), ColumnType::real, "float64", "", "", ""};
  columns[2].column = {"country", ColumnType::text, "string", "", "", ""};
  for (int i = 0; i < 300; ++i) {
    ids.push_back(fmt::format("c{}", i));
    for (std::size_t j = 0; j < 2; ++j) columns[j].values.push_back(normal(random) + (i % 2 == 0 ? 5 : 0));
    columns[2].text.emplace_back(i % 3 == 0 ? "DE" : "a longer name of a country, so that strings vary in length");
  }
  write_store(folder / "store.h5", ids, columns);
  const auto store = open_store(folder / "store.h5");
  FitOptions options;
  options.features = {"f0", "f1"};
  options.k = {2, 3};
  const FitResult fitted = fit(*store, options, {});
  write_model(folder / "model.h5", fitted.model);
  write_segments(folder / "segments.h5", "id", ids, fitted.segments, fitted.model.k);
}

struct Intact {
  Bytes bytes;
  std::vector<std::size_t> structures;  // places of the marks by which HDF5 tells what it stores from values
};

std::vector<std::size_t> structures_of(const Bytes& bytes) {
  std::vector<std::size_t> places{0};
  for (const std::string_view mark : {"OHDR", "OCHK", "TREE", "SNOD", "HEAP", "GCOL", "FRHP", "FHDB", "FHIB", "BTHD",
                                      "BTLF", "BTIN", "FSHD", "SMTB", "EAHD", "FAHD"}) {
    for (auto found = bytes.begin();; ++found) {
      found = std::search(found, bytes.end(), mark.begin(), mark.end());
      if (found == bytes.end()) break;
      places.push_back(static_cast<std::size_t>(found - bytes.begin()));
    }
  }
  return places;
}

std::vector<Intact> corpus(const fs::path& folder) {
  write_own(folder);
  std::vector<fs::path> files{folder / "store.h5", folder / "model.h5", folder / "segments.h5"};
  for (const auto& entry : fs::directory_iterator(fs::path(SEGMENTA_TEST_DATA) / "stores")) {
    if (entry.path().extension() != ".py" && entry.path().extension() != ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<Intact> all;
  for (const fs::path& file : files) {
    all.push_back({bytes_of(file), {}});
    all.back().structures = structures_of(all.back().bytes);
  }
  return all;
}

// A few changes to bytes, numbers or stretches, half of them where the file says what it holds.
Bytes damaged(const Intact& file, std::mt19937_64& random) {
  constexpr std::size_t structure_bytes = 200;
  Bytes bytes = file.bytes;
  const auto place = [&](std::size_t size) {
    const std::size_t end = bytes.size() - std::min(size, bytes.size() - 1);
    if (random() % 2 == 0) return random() % end;
    return (file.structures[random() % file.structures.size()] + random() % structure_bytes) % end;
  };
  const auto changes = 1 + random() % 4;
  for (std::uint64_t i = 0; i < changes; ++i) {
    const std::uint64_t numbers[] = {0,        1,  ~std::uint64_t{0}, std::uint64_t{1} << 62, bytes.size(), place(8),
                                     random(), 255};
    switch (random() % 6) {
      case 0:
        bytes[place(1)] = static_cast<char>(random());
        break;
      case 1:
        bytes[place(1)] = static_cast<char>(bytes[place(1)] ^ static_cast<char>(1U << (random() % 8)));
        break;
      case 2: {
        const std::uint64_t number = numbers[random() % std::size(numbers)];
        std::memcpy(bytes.data() + place(8), &number, std::size_t{1} << (random() % 4));
        break;
      }
      case 3: {
        const std::size_t size = 1 + random() % 64;
        std::memmove(bytes.data() + place(size), bytes.data() + place(size), std::min(size, bytes.size() / 2));
        break;
      }
      case 4: {
        const std::size_t size = std::min<std::size_t>(1 + random() % 256, bytes.size() / 2);
        std::memset(bytes.data() + place(size), 0, size);
        break;
      }
      default:
        if (random() % 8 == 0) bytes.resize(1 + random() % bytes.size());
    }
  }
  return bytes;
}

void read_store(const fs::path& file) {
  const auto store = open_store(file);
  const std::int64_t rows = std::min<std::int64_t>(store->rows(), 100'000);
  for (std::size_t c = 0; c < store->columns().size(); ++c) {
    if (store->columns()[c].type == ColumnType::text) {
      static_cast<void>(store->read_text(c, 0, rows));
    } else {
      std::vector<double> values(static_cast<std::size_t>(rows));
      store->read(std::span(&c, 1), 0, rows, values.data());
    }
  }
  static_cast<void>(store->read_ids(0, rows));
}

// By one of those that read such files; what it refuses is well.
void read_one_way(const fs::path& file, std::uint64_t way) {
  try {
    switch (way % 6) {
      case 0:
        return static_cast<void>(read_model(file));
      case 1:
        return static_cast<void>(read_segments(file));
      case 2:
        return static_cast<void>(read_labels(file));
      case 3:
        return static_cast<void>(read_centroids(file));
      default:
        return read_store(file);
    }
  } catch (const Error&) {
    return;
  }
}

// How a process that reads it ends; "" where it ends well.
std::string outcome(const fs::path& file, std::uint64_t way) {
  constexpr unsigned most_seconds = 20;
  constexpr int crash_of_hdf5 = 3;
  const pid_t child = fork();
  if (child == 0) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef SEGMENTA_SANITIZED  // whose shadow takes more
    const rlimit bytes{rlim_t{6} << 30, rlim_t{6} << 30};
    setrlimit(RLIMIT_AS, &bytes);
#endif
    alarm(most_seconds);
    end_well_on_damaged_files();  // as the program does
    try {
      read_one_way(file, way);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      _exit(2);
    }
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGALRM ? "hangs" : strsignal(WTERMSIG(status));
  return WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == crash_of_hdf5 ? "" : "fails without an error of its own";
}

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(DamagedFiles, OfAnyKindEndInAnErrorOrInNone) {
  const TemporaryFolder folder;
  const std::vector<Intact> files = corpus(folder / "");
  const std::chrono::seconds time(number_of("SEGMENTA_FUZZ_SECONDS", 5));
  const auto end = std::chrono::steady_clock::now() + time;
  std::uint64_t cases = 0;
  for (std::uint64_t i = number_of("SEGMENTA_FUZZ_FIRST", 0); std::chrono::steady_clock::now() < end; ++i, ++cases) {
    std::mt19937_64 random(i);
    const Bytes bytes = damaged(files[i % files.size()], random);
    const fs::path file = folder / "damaged.h5";
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const std::string end_of_it = outcome(file, random());
    EXPECT_EQ(end_of_it, "") << "case " << i;
    if (const char* keep = std::getenv("SEGMENTA_FUZZ_KEEP"); keep != nullptr && !end_of_it.empty()) {
      fs::copy_file(file, fs::path(keep) / fmt::format("{}.h5", i), fs::copy_options::overwrite_existing);
    }
  }
  RecordProperty("cases", static_cast<int>(cases));
  std::printf("%llu cases\n", static_cast<unsigned long long>(cases));
}

}  // namespace
}  // namespace segmenta
