#pragma once

#include <string>

#include "results/store/file.hpp"

namespace plumbline {

/// `OUT.partial` of a command whose runs do not resume: what an interrupted run had finished, to be looked at.
class PartialFile {
 public:
  /// Throws OutputError if there is a file of that name which is not an earlier one of the same kind, as told by
  /// `group`, the name of its table: it may hold the finished rows of a study.
  PartialFile(const std::string& results_path, std::string group);

  const std::string& path() const { return path_; }
  void write(const Table& table, const Provenance& provenance) const;
  /// The run has finished: an earlier one's is of no use any more.
  void remove() const;

 private:
  std::string path_;
  std::string group_;
};

}  // namespace plumbline
