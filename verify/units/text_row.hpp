#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline {

/// Writes numbers and texts into a row of numbers: a text as its length and six bytes in each number, all of them whole
/// numbers below 2^48, which every copy and file keeps.
class RowWriter {
 public:
  RowWriter& add(double number);
  RowWriter& add(std::string_view text);
  std::vector<double> take() { return std::move(row_); }

 private:
  std::vector<double> row_;
};

/// Reads them back in the same order. std::out_of_range where the row ends before.
class RowReader {
 public:
  explicit RowReader(const std::vector<double>& row) : row_(row) {}
  double number() { return row_.at(next_++); }
  std::string text();
  bool at_end() const { return next_ == row_.size(); }

 private:
  const std::vector<double>& row_;
  std::size_t next_ = 0;
};

}  // namespace plumbline
