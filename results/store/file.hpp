#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "results/store/atomic_file.hpp"
#include "results/store/provenance.hpp"
#include "results/store/regular_file.hpp"
#include "results/table/table.hpp"

namespace plumbline {

/// Version of the format that this build writes. Rule (results/README.md): a reader reads every version up to its own
/// and refuses newer ones; adding groups, datasets or attributes does not change the version, changing their meaning
/// does.
inline constexpr std::int64_t kFormatVersion = 2;

/// What a results file holds, in memory: named tables and their provenance.
struct Results {
  Provenance provenance;
  bool complete = true;  ///< false in the partial file of a study that has not finished
  bool sealed = false;   ///< false if another tool rewrote the file since plumbline did
  std::vector<std::pair<std::string, Table>> tables;

  /// Null if there is no table of that name.
  const Table* find(const std::string& name) const;
};

/// A results file being written: HDF5, one group per table, readable by h5py, xarray and netCDF4 (results/README.md).
///
///     ResultFile file = ResultFile::create("study.h5", provenance_now(command_line, cases, {seed}));
///     file.write(table, "error_vs_n");
///     file.finish();
///
/// create() fails at once if the path cannot be written. Nothing of that name appears before finish(), which replaces
/// the old file in one step (AtomicFile); without finish() an old file stays as it was. Equal tables give equal bytes
/// in every dataset; the whole file is equal if the provenance is too (Times::left_out). Failures are OutputErrors.
class ResultFile {
 public:
  static ResultFile create(const std::string& path, Provenance provenance);

  /// Adds `table` as group `name`; names are identifiers and occur once (std::logic_error).
  void write(const Table& table, const std::string& name);
  /// Sets the end time, writes everything and puts the file in place. Call once, last.
  void finish();
  /// The same for a file that will be replaced by a later one: it is marked incomplete.
  void finish_partial();

  /// Reads and validates a whole file: seal, format, version, completeness, every table, dataset and dimension; nothing
  /// is followed out of the file. OutputError with one line if anything is amiss, or if memory does not suffice (it
  /// takes about as much as the file is long). Partial files are read only if `allow_partial`. It forks: call it from
  /// single-threaded moments.
  static Results open(const std::string& path, bool allow_partial = false);

 private:
  ResultFile(const std::string& path, Provenance provenance);
  void commit(bool complete);

  std::string path_;
  AtomicFile file_;
  Results results_;
};

/// The bytes of a results file without its seal: HDF5 whose root attribute `complete` was written last.
std::string hdf5_image(const Results& results);

/// The inverse, with validation; `path` stands in messages. Not guarded: bytes from strangers may crash the HDF5
/// library, see ResultFile::open.
Results parse_hdf5(const RegularFile& file, const std::string& path);

}  // namespace plumbline
