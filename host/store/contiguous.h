#pragma once
// A dataset that lies in the file in one stretch: each thread reads a piece of it and takes the values out.

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "store/direct.h"

namespace segmenta {

class ContiguousValues : public DirectReading {
 public:
  /// Of a dataset of 1 or 2 dimensions, which must stay open; nullptr where HDF5 must read it: another layout or
  /// driver, values that were never written or lie elsewhere.
  static std::unique_ptr<ContiguousValues> of(hid_t dataset, const h5::Shape& shape);

  [[nodiscard]] bool request(const DirectRequest& request, Unpacking& unpacking) override;

 private:
  ContiguousValues(int file, std::uint64_t begin, std::size_t element_bytes, const h5::Shape& shape);
  [[nodiscard]] std::size_t bytes_of(const Part& part) const;
  /// Why it cannot be read; empty where it was.
  [[nodiscard]] std::string read(const Part& part, std::span<std::byte> bytes) const;

  int file_;             ///< HDF5's own descriptor
  std::uint64_t begin_;  ///< of the values, in the file
  std::size_t element_bytes_, line_bytes_;
};

}  // namespace segmenta
