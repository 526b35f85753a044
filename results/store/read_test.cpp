#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "results/store/file.hpp"
#include "results/store/guard.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/output_error.hpp"
#include "results/store/text_limit.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

using namespace plumbline;

namespace {

// A results file that another tool opens and changes; what our reader then says.
template <class Function>
std::string refusal(const Function& change) {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  ResultFile file = ResultFile::create(path, provenance_now("c", {{"a", "t"}}, {1}));
  Table table("Table");
  table.add_axis({"w", "1", "w", std::vector<double>{0.0, 1.0}});
  table.add({"x", "1", "x", {}, std::vector<double>{1.0, 2.0}});
  file.write(table, "table");
  file.finish();
  {
    const hdf5::Id id(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    REQUIRE(id.valid());
    change(id.get());
  }
  try {
    return ResultFile::open(path).sealed ? "sealed" : "";
  } catch (const OutputError& error) {
    const std::string what = error.what();
    CHECK(what.find('\n') == std::string::npos);
    CHECK(what.starts_with(path + ": "));
    return what;
  }
}

void replace_version(hid_t file, std::int64_t version) {
  H5Adelete(file, "format_version");
  hdf5::write_attribute(file, "format_version", version);
}

}  // namespace

TEST_CASE("a file that another tool changed is checked, not trusted", "[bad-input]") {
  CHECK(refusal([](hid_t) {}).empty());
  CHECK_THAT(refusal([](hid_t file) { replace_version(file, 3); }),
             ContainsSubstring("version 3, this plumbline reads up to 2"));
  CHECK_THAT(refusal([](hid_t file) { replace_version(file, 0); }), ContainsSubstring("format_version is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete(file, "format"); }), ContainsSubstring("not a plumbline results file"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete(file, "complete"); }), ContainsSubstring("complete is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete(file, "case_1_text"); }), ContainsSubstring("case_1_text is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Ldelete(file, "table", H5P_DEFAULT); }),
             ContainsSubstring("group table is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Ldelete(file, "table/x", H5P_DEFAULT); }),
             ContainsSubstring("dataset table/x is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Ldelete(file, "table/w", H5P_DEFAULT); }),
             ContainsSubstring("dataset table/w is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete_by_name(file, "table/x", "units", H5P_DEFAULT); }),
             ContainsSubstring("units of table/x is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete_by_name(file, "table/x", "DIMENSION_LIST", H5P_DEFAULT); }),
             ContainsSubstring("dimension 0 of table/x does not fit"));
}

namespace {

// Puts a dataset of two numbers in place of table/x.
void replace_x(hid_t file, const hdf5::Id& properties) {
  H5Ldelete(file, "table/x", H5P_DEFAULT);
  const hsize_t n = 2;
  const hdf5::Id space(H5Screate_simple(1, &n, nullptr), H5Sclose);
  const hdf5::Id x(
      H5Dcreate2(file, "table/x", H5T_NATIVE_DOUBLE, space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT),
      H5Dclose);
  const hdf5::Id w(H5Dopen2(file, "table/w", H5P_DEFAULT), H5Dclose);
  REQUIRE(H5DSattach_scale(x.get(), w.get(), 0) >= 0);
  hdf5::write_attribute(x.get(), "units", "1");
  hdf5::write_attribute(x.get(), "long_name", "x");
}

void replace_text(hid_t object, const char* name, const std::string& text) {
  REQUIRE(H5Adelete(object, name) >= 0);
  hdf5::write_attribute(object, name, text);
}

}  // namespace

TEST_CASE("nothing is followed out of a results file", "[bad-input]") {
  const TestDirectory directory;
  const std::string pipe = directory / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const auto link_to = [](const std::string& target, const char* name) {
    return [=](hid_t file) {
      H5Ldelete(file, name, H5P_DEFAULT);
      REQUIRE(H5Lcreate_external(target.c_str(), "/table", file, name, H5P_DEFAULT, H5P_DEFAULT) >= 0);
    };
  };
  CHECK_THAT(refusal(link_to(pipe, "table")), ContainsSubstring("group table is missing"));
  CHECK_THAT(refusal(link_to(pipe, "table/x")), ContainsSubstring("dataset table/x is missing"));
  CHECK_THAT(refusal(link_to("a.h5", "table/w")), ContainsSubstring("dataset table/w is missing"));
  CHECK_THAT(refusal([](hid_t file) {
               H5Lmove(file, "table/x", file, "y", H5P_DEFAULT, H5P_DEFAULT);
               H5Lcreate_soft("/y", file, "table/x", H5P_DEFAULT, H5P_DEFAULT);
             }),
             ContainsSubstring("dataset table/x is missing"));
  CHECK_THAT(refusal([](hid_t file) {
               const hdf5::Id properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
               H5Pset_external(properties.get(), "/etc/passwd", 0, 16);
               replace_x(file, properties);
             }),
             ContainsSubstring("dataset table/x is missing"));
  CHECK_THAT(refusal([](hid_t file) {
               const hdf5::Id properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
               const hsize_t n = 2;
               const hdf5::Id space(H5Screate_simple(1, &n, nullptr), H5Sclose);
               H5Pset_virtual(properties.get(), space.get(), "/etc/passwd", "/x", space.get());
               replace_x(file, properties);
             }),
             ContainsSubstring("dataset table/x is missing"));
}

TEST_CASE("what asks for time or memory without bound is refused at once", "[bad-input]") {
  std::string names, numbers;
  for (int i = 0; i < 5000; ++i) names += "table ";
  CHECK_THAT(refusal([&](hid_t file) { replace_text(file, "tables", names); }),
             ContainsSubstring("attribute tables of the file is missing"));
  CHECK_THAT(refusal([&](hid_t file) { replace_text(file, "tables", "../table"); }),
             ContainsSubstring("group ../table is missing"));
  // 1000 datasets that were never written, of 20,000 numbers each: more than the file could hold
  CHECK_THAT(refusal([](hid_t file) {
               const hsize_t n = 20'000;
               const hdf5::Id space(H5Screate_simple(1, &n, nullptr), H5Sclose);
               std::string axes = "w";
               for (int i = 0; i < 1000; ++i) {
                 const std::string name = "a" + std::to_string(i);
                 const hdf5::Id axis(H5Dcreate2(file, ("table/" + name).c_str(), H5T_NATIVE_DOUBLE, space.get(),
                                                H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                     H5Dclose);
                 H5DSset_scale(axis.get(), name.c_str());
                 hdf5::write_attribute(axis.get(), "units", "1");
                 hdf5::write_attribute(axis.get(), "long_name", "a");
                 axes += " " + name;
               }
               const hdf5::Id table(H5Gopen2(file, "table", H5P_DEFAULT), H5Gclose);
               replace_text(table.get(), "axes", axes);
             }),
             ContainsSubstring("is missing or not of its kind"));
}

TEST_CASE("a child that waits for ever is given up", "[bad-input]") {
  CHECK_FALSE(survives([] { pause(); }, 1));
  CHECK_FALSE(survives(
      [] {
        volatile bool waits = true;  // a loop without a volatile read may be left out
        while (waits) {
        }
      },
      1));
  CHECK(survives([] { throw 1; }, 1));
}

TEST_CASE("names of cases are data", "[exact]") {
  const TestDirectory directory;
  const std::vector<CaseText> cases{{"my case", "text"}, {"", "none"}, {"a/b \x1b[31m\n", ""}, {"ü", "\xff"}};
  ResultFile::create(directory / "a.h5", provenance_now("c", cases, {})).finish();
  CHECK(ResultFile::open(directory / "a.h5").provenance.cases == cases);
}

TEST_CASE("cases that a file could not hold are refused before any work", "[bad-input]") {
  const auto refused = [](std::vector<CaseText> cases) { return [=] { provenance_now("c", cases, {}); }; };
  CHECK_THROWS_WITH(refused({{"a", "1"}, {"b", "1"}, {"a", "1"}})(), ContainsSubstring("case \"a\": two cases"));
  CHECK_THROWS_WITH(refused({{std::string("a\0b", 3), ""}})(), ContainsSubstring("zero byte"));
  CHECK_THROWS_WITH(refused({{"a", std::string(kLongestText + 1, '#')}})(), ContainsSubstring("64 MiB"));
  const TestDirectory directory;
  ResultFile::create(directory / "a.h5", provenance_now("c", {{"a", std::string(kLongestText, '#')}}, {})).finish();
  CHECK(ResultFile::open(directory / "a.h5").provenance.cases[0].text.size() == kLongestText);
}

TEST_CASE("files of version 1 are read", "[exact]") {
  const Results old = ResultFile::open(PLUMBLINE_VERSION_1_FILE);
  REQUIRE(old.provenance.cases.size() == 2);
  CHECK(old.provenance.cases[0].name == "unit-pair");
  CHECK_THAT(old.provenance.cases[1].text, ContainsSubstring("name = \"triad\""));
  CHECK(old.find("guidance_scale") != nullptr);
}
