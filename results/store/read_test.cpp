#include <cmath>
#include <fstream>

#include "results/store/file.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/output_error.hpp"
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
  CHECK_THAT(refusal([](hid_t file) { replace_version(file, 2); }),
             ContainsSubstring("version 2, this plumbline reads up to 1"));
  CHECK_THAT(refusal([](hid_t file) { replace_version(file, 0); }), ContainsSubstring("format_version is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete(file, "format"); }), ContainsSubstring("not a plumbline results file"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete(file, "complete"); }), ContainsSubstring("complete is missing"));
  CHECK_THAT(refusal([](hid_t file) { H5Adelete(file, "case:a"); }), ContainsSubstring("case:a is missing"));
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
