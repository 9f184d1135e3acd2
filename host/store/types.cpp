// The types of text and booleans in files.

#include "store/arrays.h"

namespace segmenta::h5 {
namespace {

const Subject types{"HDF5", "types", Access::writing, {}};

Handle string_of(std::size_t size, H5T_str_t padding) {
  Handle type = own(H5Tcopy(H5T_C_S1), types, "no string type");
  check(H5Tset_size(type.get(), size), types, "no string type");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), types, "no string type");
  check(H5Tset_strpad(type.get(), padding), types, "no string type");
  return type;
}

}  // namespace

Handle fixed_string(std::size_t size) { return string_of(size, H5T_STR_NULLPAD); }

Handle variable_string() { return string_of(H5T_VARIABLE, H5T_STR_NULLTERM); }

Handle boolean_type() {
  Handle type = own(H5Tenum_create(H5T_STD_I8LE), types, "no boolean type");
  const std::int8_t no = 0, yes = 1;
  check(H5Tenum_insert(type.get(), "FALSE", &no), types, "no boolean type");
  check(H5Tenum_insert(type.get(), "TRUE", &yes), types, "no boolean type");
  return type;
}

}  // namespace segmenta::h5
