#pragma once

#include <cassert>
#include <cmath>
#include <vector>

namespace plumbline {

/// Two best values of a sequence that has an expansion in powers of 1/N, N doubling from one entry to the next.
template <class T>
struct Extrapolated {
  T best;    ///< from all entries
  T second;  ///< from all but one of them
};

/// Richardson's tableau T_{k,j} = T_{k,j-1} + (T_{k,j-1} - T_{k-1,j-1}) / (ratio^j - 1), first column the sequence
/// itself; ratio is 2 for an expansion in all powers of 1/N and 4 for one in even powers only (central differences).
/// The second value leaves out the first entry: one order lower, the same finest N. With `towards` above 0 the value is
/// not that at N = infinity but at the place whose 1/N (1/N^2) is so many times that of the last entry (Neville).
template <class T>
Extrapolated<T> richardson(std::vector<T> row, double ratio = 2.0, double towards = 0.0) {
  assert(row.size() >= 2);
  T second = row.back();
  double power = 1.0;
  while (row.size() > 1) {
    power *= ratio;
    second = row.back();
    double place = towards;  // over that of entry k
    for (std::size_t k = row.size() - 1; k >= 1; --k) {
      row[k] = row[k] + (row[k] - row[k - 1]) * (1.0 - place) / (power - 1.0);
      place /= ratio;
    }
    row.erase(row.begin());
  }
  return {row.front(), second};
}

/// The same with a second value that leaves out the finest N: where a sequence has hardly begun to settle, two orders
/// at the same finest N agree sooner than they are right.
template <class T>
Extrapolated<T> cautious_richardson(const std::vector<T>& row, double ratio = 2.0) {
  return {richardson(row, ratio).best, richardson(std::vector<T>(row.begin(), row.end() - 1), ratio).best};
}

/// The two best orders share their finest N, so their difference can be smaller than the error: a safety factor as in
/// Roache (J. Fluids Eng. 116, 1994), 3 there; 4 is our choice.
inline constexpr double extrapolation_safety = 4.0;

/// The error of the best value: of the extrapolation, and of the entries, whose weights add up to about 8 in size.
inline double error_of(const Extrapolated<double>& extrapolated, double error_of_entries) {
  constexpr double sum_of_weights = 8.0;
  return extrapolation_safety * std::abs(extrapolated.best - extrapolated.second) + sum_of_weights * error_of_entries;
}

}  // namespace plumbline
