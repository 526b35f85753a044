#include "theory/plane/plane_field.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "theory/base/on_threads.hpp"
#include "theory/law/grid_law.hpp"
#include "theory/law/local_interpolation.hpp"

namespace plumbline {
namespace {

constexpr Eigen::Index columns_at_once = 8;

/// Every column of `values` continued at both of its ends.
PlaneField continued_columns(const PlaneField& values, Eigen::Index n) {
  PlaneField result(values.rows() + 2 * n, values.cols());
  Column<double> column(result.rows());
  for (Eigen::Index j = 0; j < values.cols(); ++j) {
    column.segment(n, values.rows()) = values.col(j);
    continue_parabola(column, n);
    result.col(j) = column;
  }
  return result;
}

/// Column j of the result is interpolated at place first + j step, in units of the columns of `values`.
PlaneField across_columns(const PlaneField& values, double first, double step, Eigen::Index n, int n_threads) {
  PlaneField result = PlaneField::Zero(values.rows(), n);
  on_threads(static_cast<int>((n + columns_at_once - 1) / columns_at_once), n_threads, [&](int block) {
    const Eigen::Index end = std::min(n, (block + 1) * columns_at_once);
    for (Eigen::Index j = block * columns_at_once; j < end; ++j) {
      const Stencil stencil = stencil_at(first + static_cast<double>(j) * step);
      for (Eigen::Index k = 0; k < stencil_size; ++k) {
        result.col(j) += stencil.weights[static_cast<std::size_t>(k)] * values.col(stencil.first + k);
      }
    }
  });
  return result;
}

/// Sum over the columns j and of weights |f - interpolation from the columns j -+ 1, j -+ 3, ...|.
double error_across_columns(const PlaneField& f, const PlaneField& weights) {
  static const Stencil middle = stencil_at(0.5);
  double error = 0.0;
  double weight = 0.0;
  Eigen::ArrayXd difference(f.rows());
  for (Eigen::Index j = stencil_size - 1; j + stencil_size - 1 < f.cols(); ++j) {
    difference = f.col(j);
    for (Eigen::Index k = 0; k < stencil_size; ++k) {
      difference -= middle.weights[static_cast<std::size_t>(k)] * f.col(j + 2 * (middle.first + k) - 1);
    }
    error += (weights.col(j) * difference.abs()).sum();
    weight += weights.col(j).sum();
  }
  return weight > 0.0 ? error / weight : 0.0;
}

}  // namespace

PlaneField continued(const PlaneField& values, Eigen::Index n) {
  assert(values.rows() > 8 && values.cols() > 8 && n >= 0);
  if (n == 0) return values;
  const PlaneField along_x = continued_columns(values, n).transpose();
  return continued_columns(along_x, n).transpose();
}

PlaneField resampled(const PlaneGrid& from, const PlaneField& values, const PlaneGrid& to, int n_threads) {
  const double end_x = std::max(from.x_min - to.x_min, to.x_min + static_cast<double>(to.n_x - 1) * to.h - from.x_min -
                                                           static_cast<double>(from.n_x - 1) * from.h);
  const double end_y = std::max(from.y_min - to.y_min, to.y_min + static_cast<double>(to.n_y - 1) * to.h - from.y_min -
                                                           static_cast<double>(from.n_y - 1) * from.h);
  const auto beyond = static_cast<Eigen::Index>(std::ceil(std::max({0.0, end_x, end_y}) / from.h)) + stencil_size;
  const PlaneField wide = continued(values, beyond);
  const auto place = [&](double to_min, double from_min) {
    return (to_min - from_min) / from.h + static_cast<double>(beyond);
  };
  const double step = to.h / from.h;
  const PlaneField along_y = across_columns(wide, place(to.y_min, from.y_min), step, to.n_y, n_threads).transpose();
  return across_columns(along_y, place(to.x_min, from.x_min), step, to.n_x, n_threads).transpose();
}

PlaneLaw on_grid(const PlaneLaw& law, const PlaneGrid& grid, int n_threads) {
  return {grid, resampled(law.grid, law.log_density.reshaped(law.grid.n_x, law.grid.n_y), grid, n_threads).reshaped()};
}

double interpolation_error(const PlaneField& f, const PlaneField& weights) {
  const double along_y = error_across_columns(f, weights);
  const double along_x = error_across_columns(f.transpose(), weights.transpose());
  return std::ldexp(std::max(along_x, along_y), -stencil_size);
}

}  // namespace plumbline
