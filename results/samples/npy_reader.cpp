#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "results/samples/npy_header.hpp"
#include "results/samples/readers.hpp"
#include "results/samples/zip_member.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

/// Opens the bytes of one array, again and again.
using OpenArray = std::function<ByteSource()>;

class NpyReader : public SampleReader {
 public:
  NpyReader(const OpenArray& open, Eigen::Index d, const std::string& row_is)
      : source_(open()), d_(d), header_(read_npy_header(source_)) {
    require_shape(source_.path(), header_.shape, d, row_is);
    n_rows_ = header_.shape[0];
    const std::int64_t wanted = header_.data_offset + n_rows_ * d * header_.n_bytes;
    if (source_.size() >= 0 && source_.size() < wanted) {
      throw InputError(fmt::format("is cut off: {} bytes, its head says {}", source_.size(), wanted), source_.path(),
                       "write it again");
    }
    if (header_.fortran_order && d > 1 && source_.size() < 0) {
      throw InputError("holds an array in Fortran order, which a stream cannot give row by row", source_.path(),
                       "write numpy.ascontiguousarray(y)");
    }
    if (header_.fortran_order && d > 1 && source_.is_packed()) open_columns(open);
  }

  Eigen::MatrixXd next() override {
    const std::int64_t n = std::min(rows_a_block, n_rows_ - first_);
    Eigen::MatrixXd block(d_, n);
    if (n == 0) return block;
    if (header_.fortran_order && d_ > 1) {
      Eigen::RowVectorXd coordinate(n);
      for (Eigen::Index j = 0; j < d_; ++j) {
        ByteSource& column = columns_.empty() ? source_ : columns_[static_cast<std::size_t>(j)];
        column.seek(header_.data_offset + (j * n_rows_ + first_) * header_.n_bytes);
        take(column, n, coordinate.data());
        block.row(j) = coordinate;
      }
    } else {
      take(source_, n * d_, block.data());
    }
    require_finite(source_.path(), block, first_);
    first_ += n;
    return block;
  }

 private:
  /// One source a coordinate, so that nothing is unpacked twice.
  void open_columns(const OpenArray& open) {
    constexpr Eigen::Index most = 256;
    if (d_ > most) {
      throw InputError(fmt::format("is packed, in Fortran order, with d = {}", d_), source_.path(),
                       "write numpy.ascontiguousarray(y)");
    }
    for (Eigen::Index j = 0; j < d_; ++j) columns_.push_back(open());
  }

  void take(ByteSource& source, std::int64_t n, double* out) {
    bytes_.resize(static_cast<std::size_t>(n * header_.n_bytes));
    if (source.read(bytes_.data(), bytes_.size()) < bytes_.size()) {
      throw InputError(fmt::format("ends within row {} or the rows after it", first_), source_.path(),
                       "write it again");
    }
    npy_to_double(header_, bytes_.data(), n, out);
  }

  ByteSource source_;
  Eigen::Index d_;
  NpyHeader header_;
  std::vector<ByteSource> columns_;  ///< of a packed array in Fortran order
  std::int64_t n_rows_ = 0;
  std::int64_t first_ = 0;
  std::vector<unsigned char> bytes_;
};

/// The member that is asked for, or the only one that is an array.
ZipEntry the_array(const SampleSource& source, const std::vector<ZipEntry>& entries) {
  std::vector<ZipEntry> found;
  std::vector<std::string> names;
  for (const ZipEntry& entry : entries) {
    if (!entry.name.ends_with(".npy")) continue;
    names.push_back(entry.name.substr(0, entry.name.size() - 4));
    if (source.dataset.empty() || source.dataset == names.back()) found.push_back(entry);
  }
  if (found.size() == 1) return found.front();
  const std::string which = source.dataset.empty() ? "" : fmt::format(" named \"{}\"", source.dataset);
  throw InputError(fmt::format("has {} arrays{}; its arrays are {}", found.size(), which,
                               names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))),
                   source.path, "say --dataset");
}

}  // namespace

std::unique_ptr<SampleReader> npy_reader(const SampleSource& source, Eigen::Index d, const std::string& row_is) {
  return std::make_unique<NpyReader>([&] { return ByteSource(source.path); }, d, row_is);
}

std::unique_ptr<SampleReader> npz_reader(const SampleSource& source, Eigen::Index d, const std::string& row_is) {
  const ZipEntry array = the_array(source, zip_entries(source.path));
  ZipMember(source.path, array).verify();
  return std::make_unique<NpyReader>([&] { return ByteSource(source.path, array); }, d, row_is);
}

}  // namespace plumbline
