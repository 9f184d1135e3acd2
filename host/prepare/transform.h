#pragma once
// The function that a feature is put through before it is scaled, and its inverse.

#include <segmenta/prepare.h>

#include <cmath>

#include "prepare/log1p.h"

namespace segmenta {

/// The same to the bit everywhere.
SEGMENTA_ON_DEVICES inline double transformed(double x, Transform transform) {
  switch (transform) {
    case Transform::log1p:
      return log1p_of(x);
    case Transform::signed_log1p:
      return signed_log1p_of(x);
    case Transform::identity:
      break;
  }
  return x;
}

/// By the C library's expm1: for figures that are shown, which nothing is decided by.
inline double restored(double y, Transform transform) {
  switch (transform) {
    case Transform::log1p:
      return std::expm1(y);
    case Transform::signed_log1p:
      return std::copysign(std::expm1(std::abs(y)), y);
    case Transform::identity:
      break;
  }
  return y;
}

}  // namespace segmenta
