#pragma once

#include <Eigen/Core>

#include <string>

namespace plumbline {

/// A numeric dataset of an HDF5 file, shape (n, d), or (n, 1) for one of rank 1; what [points] of a case file asks for.
///
/// Any tool may have written the file; it is read like one from a stranger: a regular file of at most a gigabyte, the
/// dataset itself in it (no link, external storage or view leads elsewhere), and in a child process first. Throws
/// InputError if there is no such file or dataset, or a number is not finite.
Eigen::MatrixXd read_points(const std::string& path, const std::string& dataset);

}  // namespace plumbline
