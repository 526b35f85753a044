#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "theory/base/moments.hpp"
#include "theory/base/value.hpp"

namespace plumbline {

/// What a unit of a study yields: plain numbers, which the journal keeps bit for bit.
using Row = std::vector<double>;

/// Appends a value and its error. How it came about is not kept.
inline void put(Row& row, const Value& value) {
  for (const double number : {value.value, value.error}) row.push_back(number);
}

/// Appends moments; counts are exact below 2^53.
inline void put(Row& row, const Moments& moments) {
  for (const double number : {static_cast<double>(moments.n), static_cast<double>(moments.not_finite), moments.mean,
                              moments.m2, moments.m3, moments.m4, moments.min, moments.max}) {
    row.push_back(number);
  }
}

/// Takes out of a row what was put in, in the same order.
class RowReader {
 public:
  explicit RowReader(const Row& row) : row_(row) {}

  /// Throws std::out_of_range past the end, like the others.
  double number() { return row_.at(next_++); }
  Value value() {
    const double value = number();
    return {value, number(), ""};
  }
  Moments moments() {
    Moments moments;
    moments.n = static_cast<std::int64_t>(number());
    moments.not_finite = static_cast<std::int64_t>(number());
    for (double Moments::*part :
         {&Moments::mean, &Moments::m2, &Moments::m3, &Moments::m4, &Moments::min, &Moments::max}) {
      moments.*part = number();
    }
    return moments;
  }

 private:
  const Row& row_;
  std::size_t next_ = 0;
};

}  // namespace plumbline
