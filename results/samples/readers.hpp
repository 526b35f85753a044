#pragma once

#include <memory>
#include <string>
#include <vector>

#include "results/samples/sample_reader.hpp"

namespace plumbline {

/// One reader a form; open_samples() chooses.
std::unique_ptr<SampleReader> npy_reader(const SampleSource& source, Eigen::Index d, const std::string& row_is);
std::unique_ptr<SampleReader> npz_reader(const SampleSource& source, Eigen::Index d, const std::string& row_is);
std::unique_ptr<SampleReader> csv_reader(const SampleSource& source, Eigen::Index d);
std::unique_ptr<SampleReader> raw_reader(const SampleSource& source, Eigen::Index d);
std::unique_ptr<SampleReader> hdf5_reader(const SampleSource& source, Eigen::Index d, const std::string& row_is);

/// Throws InputError unless the shape is (n, d) or, for d = 1, (n); `row_is` as in open_samples().
void require_shape(const std::string& where, const std::vector<std::int64_t>& shape, Eigen::Index d,
                   const std::string& row_is);
/// Throws InputError for rows that are not finite; `first` is the number of the first row of the block.
void require_finite(const std::string& where, const Eigen::MatrixXd& block, std::int64_t first);

}  // namespace plumbline
