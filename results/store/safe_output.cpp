#include "results/store/safe_output.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string_view>

#include "results/store/file.hpp"
#include "results/store/output_error.hpp"
#include "results/store/seal.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

bool is_the_same_file(const struct stat& output, const std::string& input) {
  struct stat status {};
  return stat(input.c_str(), &status) == 0 && status.st_dev == output.st_dev && status.st_ino == output.st_ino;
}

std::string beginning_of(const std::string& path) {
  constexpr std::streamsize enough = 1024;
  std::string bytes(enough, '\0');
  std::ifstream stream(path, std::ios::binary);
  stream.read(bytes.data(), enough);
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

bool is_results(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (stated_seal(stream)) return true;  // ours, be it damaged since
  try {
    ResultFile::open(path, true);
    return true;
  } catch (const OutputError&) {
    return false;
  }
}

bool is_of_kind(const std::string& path, OutputKind kind) {
  const std::string head = beginning_of(path);
  switch (kind) {
    case OutputKind::results:
      return is_results(path);
    case OutputKind::page:
      return head.starts_with("<!DOCTYPE html>") && head.find("<title>plumbline report") != head.npos;
    case OutputKind::junit:
      return head.starts_with("<?xml") && head.find("<testsuite") != head.npos;
  }
  return false;
}

const char* name_of(OutputKind kind) {
  switch (kind) {
    case OutputKind::results:
      return "a results file";
    case OutputKind::page:
      return "a report";
    case OutputKind::junit:
      return "a JUnit file";
  }
  return "";
}

}  // namespace

void require_safe_output(const std::string& path, const std::vector<std::string>& inputs, bool force, OutputKind kind) {
  if (path.empty()) throw InputError("no file name is given for the output", "output", "name a file");
  if (path.starts_with("--")) {
    throw InputError("looks like an option, where the name of the output should be", path,
                     "name a file; one of that name is ./" + path);
  }
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return;  // nothing to destroy
  for (const std::string& input : inputs) {
    if (is_the_same_file(status, input)) {
      throw InputError("the output is the input " + input + " and would destroy it", path, "name another output");
    }
  }
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat of_stream {};
    if (fstat(stream, &of_stream) == 0 && of_stream.st_dev == status.st_dev && of_stream.st_ino == status.st_ino) {
      throw InputError("the output is the file that a standard stream goes to", path, "name another output");
    }
  }
  if (!S_ISREG(status.st_mode)) throw InputError("the output is not a regular file", path, "name another output");
  if (force || status.st_size == 0 || is_of_kind(path, kind)) return;
  throw InputError(std::string("exists and is not ") + name_of(kind), path,
                   "name another output, or say --force to replace it");
}

}  // namespace plumbline
