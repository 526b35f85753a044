#include "verify/cli/partial_file.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "results/store/output_error.hpp"

namespace plumbline {
namespace {

bool holds(const std::string& path, const std::string& group) {
  try {
    const Results results = ResultFile::open(path, true);
    return !results.complete && results.find(group) != nullptr;
  } catch (const OutputError&) {
    return false;
  }
}

}  // namespace

PartialFile::PartialFile(const std::string& results_path, std::string group)
    : path_(results_path + ".partial"), group_(std::move(group)) {
  if (std::filesystem::exists(path_) && !holds(path_, group_)) {
    throw OutputError("is in the way: an interrupted run would replace it", path_,
                      "move it, or give the results another name");
  }
}

void PartialFile::write(const Table& table, const Provenance& provenance) const {
  ResultFile file = ResultFile::create(path_, provenance);
  file.write(table, group_);
  file.finish_partial();
}

void PartialFile::remove() const {
  std::error_code ignored;  // it may never have existed
  std::filesystem::remove(path_, ignored);
}

}  // namespace plumbline
