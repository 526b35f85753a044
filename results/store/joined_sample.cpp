#include "results/store/joined_sample.hpp"

#include <fstream>
#include <limits>
#include <utility>

#include "results/store/atomic_file.hpp"
#include "results/store/hdf5_layout.hpp"
#include "results/store/sample_layout.hpp"
#include "results/store/seal.hpp"

namespace plumbline {
namespace {

using hdf5::Id;
using hdf5::require;
using hdf5::require_ok;

/// Tells where the rows of one part are.
void map_part(const Id& properties, const hdf5::SampleColumn& column, const SamplePart& part) {
  const int rank = column.columns > 0 ? 2 : 1;
  const auto columns = static_cast<hsize_t>(column.columns);
  const hsize_t whole[2] = {static_cast<hsize_t>(column.rows), columns};
  const hsize_t start[2] = {static_cast<hsize_t>(part.first_path), 0};
  const hsize_t count[2] = {static_cast<hsize_t>(part.n_paths), columns};
  const Id here(require(H5Screate_simple(rank, whole, nullptr)), H5Sclose);
  require_ok(H5Sselect_hyperslab(here.get(), H5S_SELECT_SET, start, nullptr, count, nullptr));
  const Id there(require(H5Screate_simple(rank, count, nullptr)), H5Sclose);
  const std::string name = "/sample/" + column.name;
  require_ok(H5Pset_virtual(properties.get(), here.get(), part.file.c_str(), name.c_str(), there.get()));
}

Id create_virtual(const Id& group, const hdf5::SampleColumn& column, const std::vector<SamplePart>& parts) {
  const Id properties = hdf5::without_times(H5P_DATASET_CREATE);
  if (column.name != "path") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    require_ok(H5Pset_fill_value(properties.get(), H5T_NATIVE_DOUBLE, &none));
  }
  for (const SamplePart& part : parts) map_part(properties, column, part);
  return hdf5::create_sample_column(group, column, properties);
}

}  // namespace

void join_sample(const std::string& path, Provenance provenance, const std::vector<SamplePart>& parts,
                 std::int64_t dimension) {
  AtomicFile atomic(path);
  if (!provenance.start.empty()) provenance.end = utc_now();
  const std::int64_t n = parts.back().first_path + parts.back().n_paths;
  hdf5::on_disk(path, [&] {
    const Id file = hdf5::create_sample_file(atomic.temporary_path(), H5F_LIBVER_V110);
    const Id group = hdf5::create_sample_group(file);
    const hdf5::SampleDatasets data{
        create_virtual(group, {"path", H5T_STD_I64LE, n}, parts),
        hdf5::create_sample_column(group, {"coordinate", H5T_STD_I64LE, dimension},
                                   hdf5::without_times(H5P_DATASET_CREATE)),
        create_virtual(group, {"end_state", H5T_IEEE_F64LE, n, dimension}, parts),
        create_virtual(group, {"cost", H5T_IEEE_F64LE, n}, parts)};
    hdf5::attach_axes(data, dimension);
    hdf5::write_sample_attributes(file, group, provenance);
  });
  std::ifstream whole(atomic.temporary_path(), std::ios::binary);
  if (!whole) throw OutputError("cannot be read back", path, "name a file on another disk");
  atomic.commit(seal_of(whole));
}

}  // namespace plumbline
