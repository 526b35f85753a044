#include "results/store/safe_output.hpp"

#include <filesystem>
#include <fstream>

#include "results/store/file.hpp"
#include "results/store/output_error.hpp"
#include "theory/base/input_error.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/test_directory.hpp"

using namespace plumbline;

namespace {

void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

TEST_CASE("an output that is an input is refused, forced or not, by whatever name", "[bad-input]") {
  const TestDirectory directory;
  const std::string path = directory / "a.h5";
  ResultFile::create(path, provenance_now("c", {}, {})).finish();
  std::filesystem::create_hard_link(path, directory / "b.h5");
  std::filesystem::create_symlink("a.h5", directory / "c.h5");
  for (const char* name : {"a.h5", "b.h5", "c.h5", "./a.h5"}) {
    for (const bool force : {false, true}) {
      CHECK_THROWS_WITH(require_safe_output(directory / name, {"unit-pair", path}, force),
                        ContainsSubstring("the output is the input"));
    }
  }
  CHECK_NOTHROW(require_safe_output(path, {"unit-pair"}, false));
}

TEST_CASE("an output that exists is replaced if it is of the same kind, or by force", "[bad-input]") {
  const TestDirectory directory;
  ResultFile::create(directory / "results", provenance_now("c", {}, {})).finish();
  put(directory / "page", "<!DOCTYPE html>\n<html><head><title>plumbline report</title>");
  put(directory / "junit", "<?xml version=\"1.0\"?>\n<testsuites>");
  put(directory / "case", "name = \"plumbline report\"");
  put(directory / "hdf5", "\x89HDF\r\n\x1a\n, of another tool");
  put(directory / "empty", "");
  std::filesystem::create_directory(directory / "folder");
  const auto safe = [&](const std::string& name, OutputKind kind, bool force) {
    try {
      require_safe_output(directory / name, {}, force, kind);
      return true;
    } catch (const InputError&) {
      return false;
    }
  };
  const OutputKind kinds[] = {OutputKind::results, OutputKind::page, OutputKind::junit};
  const std::string names[] = {"results", "page", "junit"};
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 3; ++k) CHECK(safe(names[k], kinds[i], false) == (i == k));
    for (const char* name : {"case", "hdf5"}) {
      CHECK_FALSE(safe(name, kinds[i], false));
      CHECK(safe(name, kinds[i], true));
    }
    CHECK(safe("empty", kinds[i], false));
    CHECK(safe("none", kinds[i], false));
    CHECK_FALSE(safe("folder", kinds[i], true));
  }
  CHECK_THROWS_WITH(require_safe_output("", {}, true), ContainsSubstring("no file name"));
}

TEST_CASE("an option is no name of an output, unless its folder is said", "[bad-input]") {
  for (const OutputKind kind : {OutputKind::results, OutputKind::page, OutputKind::junit}) {
    CHECK_THROWS_WITH(require_safe_output("--json", {}, true, kind), ContainsSubstring("looks like an option"));
    CHECK_NOTHROW(require_safe_output("./--json", {}, false, kind));
  }
}
