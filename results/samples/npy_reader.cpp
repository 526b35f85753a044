#include <fmt/format.h>

#include <algorithm>

#include "results/samples/npy_header.hpp"
#include "results/samples/readers.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

class NpyReader : public SampleReader {
 public:
  NpyReader(const SampleSource& from, Eigen::Index d, const std::string& case_name)
      : source_(from.path), d_(d), header_(read_npy_header(source_)) {
    require_shape(source_.path(), header_.shape, d, case_name);
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
  }

  Eigen::MatrixXd next() override {
    const std::int64_t n = std::min(rows_a_block, n_rows_ - first_);
    Eigen::MatrixXd block(d_, n);
    if (n == 0) return block;
    if (header_.fortran_order && d_ > 1) {
      Eigen::RowVectorXd coordinate(n);
      for (Eigen::Index j = 0; j < d_; ++j) {
        source_.seek(header_.data_offset + (j * n_rows_ + first_) * header_.n_bytes);
        take(n, coordinate.data());
        block.row(j) = coordinate;
      }
    } else {
      take(n * d_, block.data());
    }
    require_finite(source_.path(), block, first_);
    first_ += n;
    return block;
  }

 private:
  void take(std::int64_t n, double* out) {
    bytes_.resize(static_cast<std::size_t>(n * header_.n_bytes));
    if (source_.read(bytes_.data(), bytes_.size()) < bytes_.size()) {
      throw InputError(fmt::format("ends within row {} or the rows after it", first_), source_.path(),
                       "write it again");
    }
    npy_to_double(header_, bytes_.data(), n, out);
  }

  ByteSource source_;
  Eigen::Index d_;
  NpyHeader header_;
  std::int64_t n_rows_ = 0;
  std::int64_t first_ = 0;
  std::vector<unsigned char> bytes_;
};

}  // namespace

std::unique_ptr<SampleReader> npy_reader(const SampleSource& source, Eigen::Index d, const std::string& case_name) {
  return std::make_unique<NpyReader>(source, d, case_name);
}

}  // namespace plumbline
