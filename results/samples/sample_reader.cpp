#include "results/samples/sample_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "results/samples/readers.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

std::string format_of(const SampleSource& source) {
  if (!source.format.empty()) return source.format;
  if (source.path == "-") return "raw";
  const std::string ending = std::filesystem::path(source.path).extension();
  if (ending == ".npy") return "npy";
  if (ending == ".h5" || ending == ".hdf5") return "h5";
  if (ending == ".csv" || ending == ".txt" || ending == ".tsv") return "csv";
  if (ending == ".raw" || ending == ".bin") return "raw";
  if (ending == ".npz") return "npz";
  throw InputError(fmt::format("has the ending \"{}\", which names no form of samples", ending), source.path,
                   "give .npy, .npz, .csv, .h5 or .raw, or say --format");
}

}  // namespace

std::unique_ptr<SampleReader> open_samples(const SampleSource& source, Eigen::Index d, const std::string& row_is) {
  const std::string format = format_of(source);
  if (format == "npy") return npy_reader(source, d, row_is);
  if (format == "npz") return npz_reader(source, d, row_is);
  if (format == "csv") return csv_reader(source, d);
  if (format == "raw") return raw_reader(source, d);
  if (format == "h5") return hdf5_reader(source, d, row_is);
  throw InputError(fmt::format("unknown form of samples \"{}\"", format), "--format", "choose npy, npz, csv, h5 or raw");
}

void require_shape(const std::string& where, const std::vector<std::int64_t>& shape, Eigen::Index d,
                   const std::string& row_is) {
  if (shape.size() == 2 && shape[1] == d) return;
  if (shape.size() == 1 && d == 1) return;
  const bool transposed = shape.size() == 2 && shape[0] == d;
  throw InputError(fmt::format("shape ({}); {}", fmt::join(shape, ", "), row_is), where,
                   transposed ? "transpose?" : fmt::format("give an array of shape (n, {})", d));
}

void require_finite(const std::string& where, const Eigen::MatrixXd& block, std::int64_t first) {
  if (block.allFinite()) return;
  std::int64_t n_bad = 0, first_bad = -1;
  for (Eigen::Index i = 0; i < block.cols(); ++i) {
    if (block.col(i).allFinite()) continue;
    if (first_bad < 0) first_bad = first + i;
    ++n_bad;
  }
  throw InputError(fmt::format("{} of the rows {} to {} are not finite (first: {})", n_bad, first,
                               first + block.cols() - 1, first_bad),
                   where, "a sampler that gives NaN is wrong; find out at which step");
}

}  // namespace plumbline
