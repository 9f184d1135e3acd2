// What Arrow reports as out of memory is a lack of resources; anything else is a fault of the file.

#include "features/arrow_errors.h"

#include <segmenta/error.h>

namespace segmenta::features {

void check(const arrow::Status& status, const std::string& file) {
  if (status.ok()) return;
  if (status.IsOutOfMemory()) {
    throw Error(ErrorKind::resources, "Out of memory while reading " + file, status.message(), "");
  }
  throw Error(ErrorKind::input, "Cannot read " + file, status.message(),
              "The file may be damaged or cut short: check or copy it again");
}

}  // namespace segmenta::features
