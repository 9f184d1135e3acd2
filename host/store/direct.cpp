// Which types need nothing but their bytes.

#include "store/direct.h"

namespace segmenta {

using h5::Handle;

bool is_plain(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
    case H5T_FLOAT:
    case H5T_BITFIELD:
    case H5T_OPAQUE:
    case H5T_ENUM:
      return true;
    case H5T_STRING:
      return H5Tis_variable_str(type) == 0;
    case H5T_ARRAY:
      return is_plain(Handle(H5Tget_super(type)).get());
    case H5T_COMPOUND: {
      const int members = H5Tget_nmembers(type);
      for (int i = 0; i < members; ++i) {
        if (!is_plain(Handle(H5Tget_member_type(type, static_cast<unsigned>(i))).get())) return false;
      }
      return members > 0;
    }
    default:
      return false;
  }
}

}  // namespace segmenta
