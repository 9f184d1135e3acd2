// Looks at every link without following it.

#include "store/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace segmenta {
namespace {

struct Distant {
  std::string link, file;
};

herr_t find_distant(hid_t group, const char* name, const H5L_info_t* info, void* found) {
  if (info->type != H5L_TYPE_EXTERNAL) return 0;
  std::vector<char> value(info->u.val_size + 1, '\0');
  const char *file = nullptr, *object = nullptr;
  unsigned flags = 0;
  if (H5Lget_val(group, name, value.data(), value.size(), H5P_DEFAULT) < 0) return 0;
  if (H5Lunpack_elink_val(value.data(), info->u.val_size, &flags, &file, &object) < 0) return 0;
  if (is_beside(file)) return 0;
  *static_cast<Distant*>(found) = {name, file};
  return 1;
}

}  // namespace

bool is_beside(const std::string& source) {
  const std::filesystem::path path(source);
  return path.is_relative() && std::ranges::find(path, std::filesystem::path("..")) == path.end();
}

void refuse_distant_links(const h5::File& file) {
  Distant found;
  const herr_t status = H5Lvisit(file.id(), H5_INDEX_NAME, H5_ITER_NATIVE, find_distant, &found);
  H5Eclear2(H5E_DEFAULT);
  if (status <= 0) return;  // what cannot be listed is refused where it is read
  file.subject.at("/" + found.link)
      .fail(fmt::format("leads to the file {}", found.file), "which is not in the folder of this one",
            "Put it there, or add --follow-links where you trust this file");
}

}  // namespace segmenta
