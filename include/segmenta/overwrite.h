#pragma once
// What becomes of a file that is there already under the name of one that is written.

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// `refused`: the file that is there stays, even one that came while the new one was made. Writing throws Error(usage)
/// then.
enum class Overwrite { allowed, refused };

}  // namespace segmenta
