#include "results/store/file.hpp"

#include <fstream>
#include <stdexcept>
#include <string_view>

#include "results/store/guard.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/output_error.hpp"
#include "results/store/seal.hpp"

namespace plumbline {
namespace {

constexpr std::string_view kHdf5Signature = "\x89HDF\r\n\x1a\n";

}  // namespace

const Table* Results::find(const std::string& name) const {
  for (const auto& [table_name, table] : tables) {
    if (table_name == name) return &table;
  }
  return nullptr;
}

ResultFile::ResultFile(const std::string& path, Provenance provenance) : path_(path), file_(path) {
  results_.provenance = std::move(provenance);
}

ResultFile ResultFile::create(const std::string& path, Provenance provenance) { return {path, std::move(provenance)}; }

void ResultFile::write(const Table& table, const std::string& name) {
  if (!is_identifier(name)) throw std::logic_error("ResultFile: \"" + name + "\" is not an identifier");
  if (results_.find(name) != nullptr) throw std::logic_error("ResultFile: two tables named " + name);
  results_.tables.emplace_back(name, table);
}

void ResultFile::finish() { commit(true); }

void ResultFile::finish_partial() { commit(false); }

void ResultFile::commit(bool complete) {
  results_.complete = complete;
  Provenance& provenance = results_.provenance;
  if (!provenance.start.empty() && provenance.end.empty()) provenance.end = utc_now();
  try {
    const hdf5::Quiet quiet;
    std::string bytes = hdf5_image(results_);
    bytes += seal_of(bytes);
    file_.commit(bytes);
  } catch (const hdf5::Failure& failure) {
    throw OutputError("cannot be written as HDF5 (" + failure.what + ")", path_, "report this as a bug");
  }
}

Results ResultFile::open(const std::string& path, bool allow_partial) {
  const RegularFile file(path);
  std::ifstream stream(file.name(), std::ios::binary);
  std::string start(kHdf5Signature.size(), '\0');
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (!stream || start != kHdf5Signature) {
    throw OutputError("is not an HDF5 file", path, "name a file that plumbline wrote with --out");
  }
  const Seal seal = check_seal(stream);
  if (seal == Seal::broken) {
    throw OutputError("is damaged: its bytes do not match its seal", path, "copy it again or repeat the run");
  }
  // A seal is no signature. What might crash the HDF5 library, or never come back, meets a child process first.
  const auto parse = [&] {
    const hdf5::Quiet quiet;
    return parse_hdf5(file, path);
  };
  constexpr std::size_t seconds = 10, bytes_a_second = 10'000'000;
  if (!survives(parse, seconds + file.size() / bytes_a_second)) {
    throw OutputError("is damaged: the HDF5 library cannot read it", path, "copy it again or repeat the run");
  }
  Results results = parse();
  results.sealed = seal == Seal::intact;
  if (!results.complete && !allow_partial) {
    throw OutputError("is incomplete: its run has not finished", path, "run the same command again to resume it");
  }
  return results;
}

}  // namespace plumbline
