#pragma once

#include <cstdint>
#include <numbers>

namespace plumbline {

/// When a stream is looked at that stops as soon as it is decided, and which part of the false-alarm rate each look has:
/// after 2^14 rows, then whenever there are a quarter more, look k = 1, 2, .. with 6 / (pi k)^2. These add up to 1, so
/// the rate holds however long the stream is and wherever it stops (a union bound over the looks).
class Looks {
 public:
  bool is_due(std::int64_t n_rows) const { return n_rows >= next_; }
  /// The share of the next look, which is taken with n rows.
  double take(std::int64_t n_rows) {
    next_ = n_rows + n_rows / 4;
    ++n_taken_;
    const double k = std::numbers::pi * static_cast<double>(n_taken_);
    return 6.0 / (k * k);
  }
  std::int64_t n_taken() const { return n_taken_; }

 private:
  std::int64_t next_ = 1 << 14;
  std::int64_t n_taken_ = 0;
};

}  // namespace plumbline
