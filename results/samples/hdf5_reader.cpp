#include <fmt/format.h>

#include <algorithm>

#include "results/samples/byte_source.hpp"
#include "results/samples/readers.hpp"
#include "results/store/guard.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/own_dataset.hpp"
#include "results/store/regular_file.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

using hdf5::Id;

constexpr const char* our_dataset = "/sample/end_state";

/// Names of the datasets of the root group, for a message or a choice.
herr_t note_dataset(hid_t group, const char* name, const H5L_info_t* link, void* names) {
  if (link->type != H5L_TYPE_HARD) return 0;
  H5O_info_t facts;
  if (H5Oget_info_by_name1(group, name, &facts, H5P_DEFAULT) >= 0 && facts.type == H5O_TYPE_DATASET) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  }
  return 0;
}

class Hdf5Reader : public SampleReader {
 public:
  Hdf5Reader(const SampleSource& from, Eigen::Index d, const std::string& row_is)
      : path_(from.path), bytes_(path_), d_(d) {
    const hdf5::Quiet quiet;
    file_ = hdf5::open_for_reading(bytes_.name());
    if (!file_.valid()) throw InputError("is damaged or not HDF5", path_, "copy it again or repeat the run");
    name_ = from.dataset.empty() ? only_dataset() : from.dataset;
    dataset_ = hdf5::open_own_dataset(file_.get(), name_);
    if (!dataset_.valid()) {
      throw InputError(fmt::format("has no dataset {} of its own", name_), path_,
                       "name one, and no link, with --dataset");
    }
    require_numbers();
    require_shape(fmt::format("{}:{}", path_, name_), shape_, d, row_is);
  }

  Eigen::MatrixXd next() override {
    const hdf5::Quiet quiet;
    const std::int64_t n = std::min(rows_a_block, shape_[0] - first_);
    Eigen::MatrixXd block(d_, n);
    if (n == 0) return block;
    const Id space(H5Dget_space(dataset_.get()), H5Sclose);
    const hsize_t start[2] = {static_cast<hsize_t>(first_), 0};
    const hsize_t count[2] = {static_cast<hsize_t>(n), static_cast<hsize_t>(d_)};
    H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr);
    const Id memory(H5Screate_simple(static_cast<int>(shape_.size()), count, nullptr), H5Sclose);
    if (H5Dread(dataset_.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT, block.data()) < 0) {
      throw InputError(fmt::format("cannot be read at row {}", first_), path_, "copy it again or repeat the run");
    }
    require_finite(path_, block, first_);
    first_ += n;
    return block;
  }

 private:
  std::string only_dataset() const {
    if (H5Lexists(file_.get(), "/sample", H5P_DEFAULT) > 0 && H5Lexists(file_.get(), our_dataset, H5P_DEFAULT) > 0) {
      return our_dataset;
    }
    std::vector<std::string> names;
    H5Literate(file_.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, note_dataset, &names);
    if (names.size() == 1) return names.front();
    throw InputError(fmt::format("has {} datasets in its root", names.size()), path_, "name one with --dataset");
  }

  void require_numbers() {
    const Id type(H5Dget_type(dataset_.get()), H5Tclose);
    if (H5Tget_class(type.get()) != H5T_FLOAT) {
      throw InputError(fmt::format("dataset {} holds no floating-point numbers", name_), path_, "name one that does");
    }
    if (!hdf5::is_self_contained(dataset_.get())) {
      throw InputError(fmt::format("dataset {} has its numbers in another file", name_), path_, "copy them into it");
    }
    if (!hdf5::has_moderate_chunks(dataset_.get(), bytes_.size())) {
      throw InputError(fmt::format("dataset {} has chunks larger than the file could fill", name_), path_,
                       "write it anew with smaller chunks");
    }
    const Id space(H5Dget_space(dataset_.get()), H5Sclose);
    hsize_t extents[32] = {};
    const int rank = H5Sget_simple_extent_dims(space.get(), extents, nullptr);
    shape_.assign(extents, extents + std::clamp(rank, 0, 32));
  }

  std::string path_;
  RegularFile bytes_;
  Eigen::Index d_;
  Id file_;
  Id dataset_;
  std::string name_;
  std::vector<std::int64_t> shape_;
  std::int64_t first_ = 0;
};

}  // namespace

std::unique_ptr<SampleReader> hdf5_reader(const SampleSource& source, Eigen::Index d, const std::string& row_is) {
  const ByteSource is_regular(source.path);  // in the words of samples
  const auto first_block = [&] { Hdf5Reader(source, d, row_is).next(); };
  constexpr std::size_t most_seconds = 10;
  if (!survives(first_block, most_seconds)) {
    throw InputError("is damaged: the HDF5 library cannot read it", source.path, "copy it again or repeat the run");
  }
  return std::make_unique<Hdf5Reader>(source, d, row_is);
}

}  // namespace plumbline
