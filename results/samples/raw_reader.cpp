#include <fmt/format.h>

#include "results/samples/byte_source.hpp"
#include "results/samples/readers.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

class RawReader : public SampleReader {
 public:
  RawReader(const SampleSource& from, Eigen::Index d) : source_(from.path), d_(d) {}

  Eigen::MatrixXd next() override {
    Eigen::MatrixXd block(d_, rows_a_block);
    const std::size_t bytes_a_row = static_cast<std::size_t>(d_) * sizeof(double);
    const std::size_t got = source_.read(block.data(), static_cast<std::size_t>(rows_a_block) * bytes_a_row);
    if (got % bytes_a_row != 0) {
      throw InputError(fmt::format("ends within row {}: {} bytes over",
                                   first_ + static_cast<std::int64_t>(got / bytes_a_row), got % bytes_a_row),
                       source_.path(), fmt::format("give rows of {} doubles, {} bytes each", d_, bytes_a_row));
    }
    block.conservativeResize(Eigen::NoChange, static_cast<Eigen::Index>(got / bytes_a_row));
    require_finite(source_.path(), block, first_);
    first_ += block.cols();
    return block;
  }

 private:
  ByteSource source_;
  Eigen::Index d_;
  std::int64_t first_ = 0;
};

}  // namespace

std::unique_ptr<SampleReader> raw_reader(const SampleSource& source, Eigen::Index d) {
  return std::make_unique<RawReader>(source, d);
}

}  // namespace plumbline
