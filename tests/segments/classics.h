#pragma once
// Classic data sets with scikit-learn's results on them; see tests/data/make_classics.py.

#include <fmt/format.h>
#include <hdf5.h>

#include <string>
#include <vector>

namespace segmenta {

struct Classic {
  std::string name;
  int features = 0;
  int k = 0;
  std::vector<double> data, start, centroids, labels;
  double inertia = 0;         ///< scikit-learn's, from `start`, on the raw data
  double median_inertia = 0;  ///< over 20 seeds, on standardised data

  [[nodiscard]] std::vector<std::string> columns() const {
    std::vector<std::string> names;
    for (int j = 0; j < features; ++j) names.push_back(fmt::format("f{}", j));
    return names;
  }
};

inline std::vector<double> read_doubles(hid_t file, const std::string& path) {
  const hid_t dataset = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  H5Sclose(space);
  H5Dclose(dataset);
  return values;
}

inline double read_attribute(hid_t file, const std::string& object, const char* name) {
  double value = 0;
  const hid_t attribute = H5Aopen_by_name(file, object.c_str(), name, H5P_DEFAULT, H5P_DEFAULT);
  H5Aread(attribute, H5T_NATIVE_DOUBLE, &value);
  H5Aclose(attribute);
  return value;
}

inline std::vector<Classic> classics() {
  std::vector<Classic> all;
  const hid_t file = H5Fopen(SEGMENTA_TEST_DATA "/classics.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  const std::vector<std::pair<std::string, int>> sets{
      {"iris", 4}, {"wine", 13}, {"breast_cancer", 30}, {"digits", 64}, {"diabetes", 10}};
  for (const auto& [name, features] : sets) {
    Classic classic;
    classic.name = name;
    classic.features = features;
    classic.data = read_doubles(file, name + "/data");
    classic.start = read_doubles(file, name + "/start");
    classic.centroids = read_doubles(file, name + "/centroids");
    classic.labels = read_doubles(file, name + "/labels");
    classic.inertia = read_attribute(file, name, "inertia");
    classic.median_inertia = read_attribute(file, name, "median_inertia");
    classic.k = static_cast<int>(classic.start.size()) / features;
    all.push_back(classic);
  }
  H5Fclose(file);
  return all;
}

}  // namespace segmenta
