// Who is in a list and who is not, for each reason, in each kind of contacts; and what the lists hold.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/audience.h>
#include <segmenta/json.h>
#include <segmenta/store.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "sha256.h"
#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAreArray;

std::string sha256_of(const std::string& text) {
  Sha256 sha256;
  return hex(sha256(text));
}

class AnAudience : public testing::Test {
 protected:
  AnAudience() {
    options.columns = {.id = "customer", .email = "email", .phone = "phone", .consent = "ok"};
    options.contacts = folder / "contacts.csv";
    options.targets = {"csv"};
    options.region = "DE";
    options.least = 1;
    customers.ids = std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    customers.segments.segment = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    customers.k = 2;
    customers.file = "segments.h5";
  }

  void contacts(const std::string& rows) const {
    std::ofstream(folder / "contacts.csv") << "customer,email,phone,ok\n" << rows;
  }
  void usual_contacts() const {
    std::string rows;
    for (int i = 1; i <= 10; ++i) rows += fmt::format("{0},u{0}@x.org,,1\n", i);
    contacts(rows);
  }
  Audience made(const Assignment* assignment = nullptr) const {
    return write_audience(folder / "out", customers, assignment, options, audience_json, {});
  }
  std::string refused(const Assignment* assignment = nullptr) const {
    const std::string words = refusal([&] { static_cast<void>(made(assignment)); });
    EXPECT_FALSE(fs::exists(folder / "out"));
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr(".part")));
    }
    return words;
  }
  std::int64_t left_out(const Audience& audience, NotListed reason) const {
    return audience.left_out[static_cast<std::size_t>(reason)];
  }
  std::string text(const std::string& file) const {
    std::ifstream stream(folder / "out" / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  TemporaryFolder folder;
  AudienceOptions options;
  CustomerSegments customers;
};

TEST_F(AnAudience, LeavesOutByTheFirstReasonThatHolds) {
  contacts(
      "1,one@x.org,,1\n"
      "2,two@x.org,,0\n"           // no consent
      "3,three@x.org,,\n"          // nor here
      "4,stop@x.org,,yes\n"        // suppressed
      "5,broken,,true\n"           // no e-mail, no phone
      "6,,12,1\n"                  // no phone
      "7,ONE@x.org ,,1\n"          // the mailbox of 1
      "8,,0170 1234567,Y\n"        // by phone
      "9,broken,0170 1234568,1\n"  // by phone as well
      "77,stranger@x.org,,1\n");
  std::ofstream(folder / "stop.csv") << "who\nSTOP@x.org\n";
  options.suppressed = {folder / "stop.csv"};
  const Audience audience = made();
  EXPECT_EQ(audience.customers, 10);
  EXPECT_EQ(audience.listed, 3);
  EXPECT_EQ(left_out(audience, NotListed::no_consent), 2);
  EXPECT_EQ(left_out(audience, NotListed::suppressed), 1);
  EXPECT_EQ(left_out(audience, NotListed::invalid_email), 1);
  EXPECT_EQ(left_out(audience, NotListed::invalid_phone), 1);
  EXPECT_EQ(left_out(audience, NotListed::duplicate), 1);
  EXPECT_EQ(left_out(audience, NotListed::no_contact), 1);  // 10 has no row
  EXPECT_EQ(audience.unknown_contacts, 1);
  EXPECT_EQ(audience.dropped_emails, 1);
  EXPECT_EQ(text("csv/0.csv"), "id,segment,email,phone\n1,0,one@x.org,\n");
  EXPECT_EQ(text("csv/1.csv"), "id,segment,email,phone\n8,1,,+491701234567\n9,1,,+491701234568\n");
}

TEST_F(AnAudience, HoldsNothingRawWhereItIsHashed) {
  contacts("1,John.Doe+x@gmail.com,0170 1234567,1\n2," + sha256_of("two@x.org") + ",,1\n3,three@x.org,,1\n");
  options.targets = {"google", "meta", "tiktok"};
  made();
  EXPECT_EQ(text("google/0.csv"), "Email,Phone\n" + sha256_of("johndoe@gmail.com") + "," + sha256_of("+491701234567") +
                                      "\n" + sha256_of("two@x.org") + ",\n" + sha256_of("three@x.org") + ",\n");
  EXPECT_EQ(text("meta/0.csv"), "email,phone\n" + sha256_of("john.doe+x@gmail.com") + "," + sha256_of("491701234567") +
                                    "\n" + sha256_of("two@x.org") + ",\n" + sha256_of("three@x.org") + ",\n");
  EXPECT_THAT(text("tiktok/0.csv"), StartsWith("Email_SHA256,Phone_SHA256\n" + sha256_of("john.doe+x@gmail.com")));
  for (const auto& entry : fs::recursive_directory_iterator(folder / "out")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path());
    const std::string all{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_THAT(all, AllOf(Not(HasSubstr("@")), Not(HasSubstr("1234567")), Not(HasSubstr(sha256_of("")))));
  }
}

TEST_F(AnAudience, TakesNoHashForAnAddressWhereListsArePlain) {
  contacts("1," + sha256_of("one@x.org") + ",,1\n2,two@x.org,,1\n");
  const Audience audience = made();
  EXPECT_EQ(left_out(audience, NotListed::invalid_email), 1);
  EXPECT_EQ(audience.listed, 1);
}

TEST_F(AnAudience, LeavesOutControlAndWhoHasNoArm) {
  usual_contacts();
  Assignment assignment;
  assignment.ids = std::vector<std::string>{"1", "2", "3", "6", "7"};
  assignment.arm = {0, 1, 2, 1, 0};
  assignment.arms = {{"control", 0.2}, {"mail", 0.4}, {"call", 0.4}};
  assignment.file = "arms.h5";
  EXPECT_EQ(made(&assignment).listed, 3);
  EXPECT_EQ(left_out(made(&assignment), NotListed::holdout), 7);
  options.arms = {"mail"};
  EXPECT_EQ(made(&assignment).listed, 2);
  options.arms = {"fax"};
  EXPECT_THAT(refusal([&] { static_cast<void>(made(&assignment)); }),
              AllOf(StartsWith("2: "), HasSubstr("control, mail, call")));
  options.arms.clear();
  assignment.ids = std::vector<std::int64_t>{90, 91, 92, 93, 94};
  EXPECT_THAT(refusal([&] { static_cast<void>(made(&assignment)); }),
              AllOf(StartsWith("3: "), HasSubstr("None of the customers")));
}

TEST_F(AnAudience, GivesSmallSegmentsNoList) {
  usual_contacts();
  std::ofstream(folder / "stop.csv") << "email\n" << sha256_of("u9@x.org") << "\nu10@x.org\n";
  options.suppressed = {folder / "stop.csv"};
  options.least = 4;
  const Audience audience = made();
  EXPECT_EQ(audience.listed, 5);
  EXPECT_EQ(left_out(audience, NotListed::segment_too_small), 3);
  EXPECT_FALSE(fs::exists(folder / "out" / "csv" / "1.csv"));
  options.only = {1};
  fs::remove_all(folder / "out");
  EXPECT_THAT(refused(),
              AllOf(StartsWith("3: "), HasSubstr("Of 5 customers nobody"), HasSubstr("segment_too_small 3")));
}

TEST_F(AnAudience, IsTheSameOfAStore) {
  usual_contacts();
  const Audience of_table = made();
  const std::string list = text("csv/1.csv");
  StoreColumn email, ok;
  email.column = {"email", ColumnType::text, "string", "", "", ""};
  ok.column = {"ok", ColumnType::boolean, "bool", "", "", ""};
  for (int i = 1; i <= 10; ++i) {
    email.text.push_back(fmt::format("u{}@x.org", i));
    ok.values.push_back(1);
  }
  write_store(folder / "contacts.h5", customers.ids, {email, ok});
  options.contacts = folder / "contacts.h5";
  options.columns.id = "id";
  options.columns.phone = "";
  fs::remove_all(folder / "out");
  EXPECT_EQ(made().listed, of_table.listed);
  EXPECT_EQ(text("csv/1.csv"),
            "id,segment,email\n6,1,u6@x.org\n7,1,u7@x.org\n8,1,u8@x.org\n9,1,u9@x.org\n10,1,u10@x.org\n");
  EXPECT_THAT(list, StartsWith("id,segment,email,phone\n6,1,u6@x.org,\n"));
}

// The order of rows changes the order of lines and nothing else.
TEST_F(AnAudience, DoesNotDependOnTheOrderOfContacts) {
  usual_contacts();
  made();
  const auto lines = [&] {
    std::vector<std::string> all;
    std::istringstream stream(text("csv/0.csv"));
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  };
  const std::vector<std::string> before = lines();
  std::string rows;
  for (int i = 10; i >= 1; --i) rows += fmt::format("{0}.0,u{0}@x.org,,1\n", i);
  contacts(rows);
  made();
  EXPECT_THAT(lines(), UnorderedElementsAreArray(before));
}

TEST_F(AnAudience, SaysInItsManifestWhatItIs) {
  usual_contacts();
  customers.names = {"loyal", "new"};
  const Audience audience = made();
  const auto manifest = nlohmann::json::parse(text("manifest.json"));
  EXPECT_EQ(manifest["listed"], 10);
  EXPECT_EQ(manifest["targets"][1]["name"], "new");
  for (const auto& list : manifest["targets"]) {
    for (const auto& file : list["files"]) EXPECT_EQ(sha256_of(text(file["file"])), file["sha256"]);
  }
  EXPECT_EQ(audience.lists.size(), 2);
  EXPECT_THAT(text("csv/0.csv"), HasSubstr("1,0,loyal,u1@x.org"));
}

TEST_F(AnAudience, RefusesWhatItCannotTell) {
  contacts("1,u1@x.org,,maybe\n");
  EXPECT_THAT(refused(),
              AllOf(StartsWith("3: "), HasSubstr("line 2"), HasSubstr("ok says neither"), HasSubstr("ok=WORD")));
  options.columns.consent_value = "maybe";
  EXPECT_EQ(made().listed, 1);
  fs::remove_all(folder / "out");
  options.columns.consent_value = "";
  contacts("1,u1@x.org,,1\n1,other@x.org,,1\n");
  EXPECT_THAT(refused(), AllOf(StartsWith("3: "), HasSubstr("line 3"), HasSubstr("customer 1 a second time")));
  contacts("90,u1@x.org,,1\n91,u2@x.org,,1\n");
  EXPECT_THAT(refused(), AllOf(StartsWith("3: "), HasSubstr("no id of"), HasSubstr("'90' and '1'")));
  options.columns.email = "mail";
  EXPECT_THAT(refused(), AllOf(StartsWith("3: "), HasSubstr("mail")));
  options.columns.email = options.columns.phone = "";
  EXPECT_THAT(refused(), AllOf(StartsWith("2: "), HasSubstr("neither e-mail nor phone")));
}

// Whichever column was named by mistake.
TEST_F(AnAudience, TellsNoContactInItsMessages) {
  usual_contacts();
  options.columns.consent = "email";
  EXPECT_THAT(refused(), AllOf(StartsWith("3: "), Not(HasSubstr("u1@"))));
  options.columns.consent = "ok";
  options.columns.id = "email";
  EXPECT_THAT(refused(), AllOf(StartsWith("3: "), Not(HasSubstr("u1@")), HasSubstr("(an e-mail address)")));
}

TEST_F(AnAudience, AsksForConsent) {
  usual_contacts();
  options.columns.consent = "";
  EXPECT_THAT(refused(), AllOf(StartsWith("2: "), HasSubstr("agreed")));
  options.consent_is_not_needed = true;
  EXPECT_EQ(made().listed, 10);
}

TEST_F(AnAudience, RefusesAListOfWhomItDoesNotKnow) {
  usual_contacts();
  std::ofstream(folder / "stop.csv") << "name,town\nA,B\n";
  options.suppressed = {folder / "stop.csv"};
  EXPECT_THAT(refused(), AllOf(StartsWith("3: "), HasSubstr("name, town")));
}

}  // namespace
}  // namespace segmenta
