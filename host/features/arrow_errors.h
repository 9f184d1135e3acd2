#pragma once
// Arrow's statuses as errors of Segmenta.

#include <arrow/result.h>
#include <arrow/status.h>

#include <string>
#include <utility>

namespace segmenta::features {

/// Throws Error that `file` cannot be read, unless the status is fine.
void check(const arrow::Status& status, const std::string& file);

template <typename T>
T check(arrow::Result<T> result, const std::string& file) {
  check(result.status(), file);
  return std::move(result).ValueUnsafe();
}

}  // namespace segmenta::features
