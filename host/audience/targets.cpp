// The rules of the platforms. Files are CSV in UTF-8 with commas between values and quotes as in RFC 4180, which all of
// them take. Limits are those of an upload by hand.

#include "audience/targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/error.h>

#include <algorithm>

namespace segmenta {
namespace {

constexpr std::int64_t megabyte = 1'000'000, gigabyte = 1'000 * megabyte;

std::vector<Target> all_targets() {
  using enum Form;
  using enum Field;
  return {
      // Hashed: e-mail, phone, names. Country and Zip plain; the four of an address go together.
      {"google",
       "Google Customer Match",
       "support.google.com/google-ads/answer/7659867, developers.google.com/data-manager/api/get-started/formatting",
       "2026-12-01",
       Dialect::google,
       5 * gigabyte,
       100,
       {{"Email", email, hashed},
        {"Phone", phone, hashed},
        {"First Name", first_name, hashed},
        {"Last Name", last_name, hashed},
        {"Country", country, plain},
        {"Zip", postal_code, plain}}},
      // Hashed: everything. Phone numbers without plus, countries in lower case.
      {"meta",
       "Meta custom audience",
       "facebook.com/business/help/2082575038703844, "
       "developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences",
       "2026-12-01",
       Dialect::meta,
       0,
       100,
       {{"email", email, hashed},
        {"phone", phone, hashed},
        {"fn", first_name, hashed},
        {"ln", last_name, hashed},
        {"zip", postal_code, hashed},
        {"country", country, hashed}}},
      // Headers say that values are hashed. Phone numbers in E.164, with plus.
      {"tiktok",
       "TikTok customer file",
       "ads.tiktok.com/help/article/list-of-supported-ids-and-formats-for-a-customer-file",
       "2026-12-01",
       Dialect::common,
       gigabyte - megabyte,
       1'000,
       {{"Email_SHA256", email, hashed}, {"Phone_SHA256", phone, hashed}}},
      {"klaviyo",
       "Klaviyo list",
       "help.klaviyo.com/hc/en-us/articles/115005078967, help.klaviyo.com/hc/en-us/articles/360046055671",
       "2026-12-01",
       Dialect::common,
       50 * megabyte,
       0,
       {{"Email", email, plain},
        {"Phone Number", phone, plain},
        {"First Name", first_name, plain},
        {"Last Name", last_name, plain},
        {"Country", country, plain},
        {"Zip Code", postal_code, plain},
        {"Offers", offers, plain}}},
      {"marketo",
       "Marketo list",
       "experienceleague.adobe.com/en/docs/marketo/using/getting-started/quick-wins/import-a-list-of-people",
       "2026-12-01",
       Dialect::common,
       100 * megabyte,
       0,
       {{"Email Address", email, plain},
        {"Phone Number", phone, plain},
        {"First Name", first_name, plain},
        {"Last Name", last_name, plain},
        {"Country", country, plain},
        {"Postal Code", postal_code, plain},
        {"Offers", offers, plain}}},
      // Headers in lower case; any other becomes a custom attribute.
      {"braze",
       "Braze users",
       "braze.com/docs/user_guide/data/unification/user_data/import_users/csv",
       "2026-12-01",
       Dialect::common,
       500 * megabyte,
       0,
       {{"external_id", id, plain},
        {"email", email, plain},
        {"phone", phone, plain},
        {"first_name", first_name, plain},
        {"last_name", last_name, plain},
        {"country", country, plain},
        {"offers", offers, plain}}},
      {"csv",
       "a table",
       "",
       "",
       Dialect::common,
       0,
       0,
       {{"id", id, plain},
        {"segment", segment, plain},
        {"segment_name", segment_name, plain},
        {"email", email, plain},
        {"phone", phone, plain},
        {"first_name", first_name, plain},
        {"last_name", last_name, plain},
        {"country", country, plain},
        {"postal_code", postal_code, plain},
        {"offers", offers, plain}}},
  };
}

}  // namespace

bool Target::is_hashed() const {
  return std::ranges::any_of(columns, [](const TargetColumn& column) { return column.form == Form::hashed; });
}

std::span<const Target> targets() {
  static const std::vector<Target> all = all_targets();
  return all;
}

const Target& target_called(std::string_view name) {
  const auto found = std::ranges::find(targets(), name, &Target::name);
  if (found != targets().end()) return *found;
  std::vector<std::string_view> names;
  for (const Target& target : targets()) names.push_back(target.name);
  throw Error(ErrorKind::usage, fmt::format("{} is no target", name), "",
              fmt::format("Targets are {}", fmt::join(names, ", ")));
}

}  // namespace segmenta
