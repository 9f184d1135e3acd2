// Lists the entries of a group with what is known without reading them; links that lead nowhere are entries too.

#include "store/scan.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/text.h"

namespace segmenta {
namespace {

using h5::File;
using h5::Handle;

herr_t take_name(hid_t /*group*/, const char* name, const H5L_info_t* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

std::vector<std::string> names_in(const Handle& group, const h5::Subject& subject) {
  const Handle how = h5::own(H5Gget_create_plist(group.get()), subject, "cannot be read");
  unsigned order = 0;
  h5::check(H5Pget_link_creation_order(how.get(), &order), subject, "cannot be read");
  const H5_index_t index = (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  std::vector<std::string> names;
  h5::check(H5Literate(group.get(), index, H5_ITER_INC, nullptr, take_name, &names), subject, "cannot be listed");
  return names;
}

// What a soft or external link says; nothing of an object that is there and cannot be opened.
std::string target_of(hid_t group, const std::string& name) {
  H5L_info_t link;
  if (H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type == H5L_TYPE_HARD) return "";
  std::vector<char> value(link.u.val_size + 1, '\0');
  if (H5Lget_val(group, name.c_str(), value.data(), value.size(), H5P_DEFAULT) < 0) return "nowhere";
  if (link.type != H5L_TYPE_EXTERNAL) return value.data();
  const char *file = nullptr, *object = nullptr;
  unsigned flags = 0;
  if (H5Lunpack_elink_val(value.data(), link.u.val_size, &flags, &file, &object) < 0) return "another file";
  return fmt::format("{} of the file {}", object, file);
}

void describe_dataset(const Handle& dataset, Entry& entry) {
  const Handle type(H5Dget_type(dataset.get())), space(H5Dget_space(dataset.get()));
  if (!type || !space) return;
  entry.kind = Entry::Kind::dataset;
  entry.values = H5Tget_class(type.get());
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank <= 0) return;
  entry.shape.resize(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space.get(), entry.shape.data(), nullptr);
}

Entry entry(const Handle& group, const std::string& group_path, const std::string& name) {
  Entry found{name, join_path(group_path, name), Entry::Kind::other, {}, {}, H5T_NO_CLASS};
  const Handle object(H5Oopen(group.get(), name.c_str(), H5P_DEFAULT));
  if (!object) {
    found.kind = Entry::Kind::broken;
    found.target = target_of(group.get(), name);
  } else if (H5Iget_type(object.get()) == H5I_GROUP) {
    found.kind = Entry::Kind::group;
  } else if (H5Iget_type(object.get()) == H5I_DATASET) {
    describe_dataset(object, found);
  }
  H5Eclear2(H5E_DEFAULT);
  return found;
}

}  // namespace

std::vector<Entry> entries_of(const File& file, const std::string& path) {
  const Handle group = h5::open_group(file, path);
  std::vector<Entry> entries;
  for (const std::string& name : names_in(group, file.subject.at(path))) entries.push_back(entry(group, path, name));
  return entries;
}

const Entry* find_entry(const std::vector<Entry>& entries, const std::string& name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

bool is_group(const File& file, const std::string& path) {
  const Handle object(H5Oopen(file.id(), path.c_str(), H5P_DEFAULT));
  H5Eclear2(H5E_DEFAULT);
  return object && H5Iget_type(object.get()) == H5I_GROUP;
}

std::string join_path(const std::string& group, const std::string& name) {
  return group == "/" ? "/" + name : group + "/" + name;
}

std::string parent_path(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

std::pair<unsigned long, haddr_t> address_of(const File& file, const std::string& path) {
  H5O_info_t info;
  const int status = H5Oget_info_by_name2(file.id(), path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT);
  h5::check(status, file.subject.at(path), "cannot be opened");
  return {info.fileno, info.addr};
}

std::vector<std::string> find_texts(const File& file, const std::string& path, const std::string& name) {
  if (!h5::has_attribute(file, path, name)) return {};
  const h5::Subject subject = file.subject.at(path + "@" + name);
  const Handle attribute = h5::own(H5Aopen_by_name(file.id(), path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
                                   subject, "cannot be read");
  return h5::read_text_attribute(attribute.get(), subject);
}

}  // namespace segmenta
