#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "results/samples/byte_source.hpp"
#include "results/samples/readers.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

constexpr std::size_t longest_line = 1 << 20;

/// Lines of a source, one after another, without their ends.
class Lines {
 public:
  explicit Lines(const std::string& path) : source_(path) {}

  const std::string& path() const { return source_.path(); }
  std::int64_t number() const { return number_; }

  bool next(std::string_view& line) {
    for (;;) {
      const std::size_t end = buffer_.find('\n', begin_);
      if (end != std::string::npos || (at_end_ && begin_ < buffer_.size())) {
        const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
        line = std::string_view(buffer_).substr(begin_, stop - begin_);
        if (line.ends_with('\r')) line.remove_suffix(1);
        begin_ = end == std::string::npos ? buffer_.size() : end + 1;
        ++number_;
        return true;
      }
      if (at_end_) return false;
      refill();
    }
  }

 private:
  void refill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    if (buffer_.size() > longest_line) {
      throw InputError(fmt::format("line {} is longer than {} bytes", number_ + 1, longest_line), source_.path(),
                       "give one row of numbers a line");
    }
    const std::size_t before = buffer_.size();
    buffer_.resize(before + longest_line);
    buffer_.resize(before + source_.read(buffer_.data() + before, longest_line));
    at_end_ = buffer_.size() == before;
  }

  ByteSource source_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::int64_t number_ = 0;
  bool at_end_ = false;
};

constexpr std::string_view separators = " \t,;";

class CsvReader : public SampleReader {
 public:
  CsvReader(const SampleSource& from, Eigen::Index d) : lines_(from.path), d_(d) {}

  Eigen::MatrixXd next() override {
    Eigen::MatrixXd block(d_, rows_a_block);
    Eigen::Index n = 0;
    std::string_view line;
    while (n < rows_a_block && lines_.next(line)) {
      line = line.substr(0, line.find('#'));
      if (line.find_first_not_of(separators) == std::string_view::npos) continue;
      if (take(line, block.col(n))) ++n;
    }
    block.conservativeResize(Eigen::NoChange, n);
    require_finite(lines_.path(), block, first_);
    first_ += n;
    return block;
  }

 private:
  /// False for a first line of names.
  bool take(std::string_view line, Eigen::Ref<Eigen::VectorXd> row) {
    Eigen::Index found = 0;
    while (true) {
      const std::size_t begin = line.find_first_not_of(separators);
      if (begin == std::string_view::npos) break;
      line.remove_prefix(begin);
      const std::string_view word = line.substr(0, line.find_first_of(separators));
      double number = 0.0;
      const auto [after, error] = std::from_chars(word.data(), word.data() + word.size(), number);
      if (error != std::errc() || after != word.data() + word.size()) {
        if (first_row_) return first_row_ = false;
        throw InputError(fmt::format("line {} holds \"{:.40}\", which is no number", lines_.number(), word),
                         lines_.path(), fmt::format("give {} numbers a line", d_));
      }
      if (found < d_) row[found] = number;
      ++found;
      line.remove_prefix(word.size());
    }
    if (found != d_) {
      throw InputError(fmt::format("line {} has {} numbers, not {}", lines_.number(), found, d_),
                       lines_.path(), fmt::format("give {} numbers a line", d_));
    }
    first_row_ = false;
    return true;
  }

  Lines lines_;
  Eigen::Index d_;
  std::int64_t first_ = 0;
  bool first_row_ = true;
};

}  // namespace

std::unique_ptr<SampleReader> csv_reader(const SampleSource& source, Eigen::Index d) {
  return std::make_unique<CsvReader>(source, d);
}

}  // namespace plumbline
