#include "theory/cases/case_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

/// Walks over a text, past strings and comments, and counts what makes parsers stumble.
class Scan {
 public:
  Scan(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      count(c);
      ++at_;
    }
  }

 private:
  void count(char c) {
    switch (c) {
      case '[':
      case '{':
        if (depth_ == 0 && line_is_empty_ && ++n_headers_ > kMostHeaders) {
          refuse(fmt::format("more than {} tables", kMostHeaders), "split the case");
        }
        if (++depth_ > kDeepestNesting) refuse(fmt::format("brackets more than {} deep", kDeepestNesting), "nest less");
        break;
      case ']':
      case '}':
        --depth_;
        break;
      case '.':
        if (++n_dots_ >= kDeepestNesting) {
          refuse(fmt::format("a key of more than {} parts", kDeepestNesting), "write shorter keys");
        }
        break;
      case '\n':
        ++line_;
        line_is_empty_ = true;
        n_dots_ = 0;
        return;
      default:
        break;
    }
    if (c == '=' || c == ',') n_dots_ = 0;
    if (c != ' ' && c != '\t' && c != '\r') line_is_empty_ = false;
  }

  void skip_string(char quote) {
    const std::string_view here = text_.substr(at_);
    const bool long_one = here.size() >= 3 && here[1] == quote && here[2] == quote;
    at_ += long_one ? 3 : 1;
    line_is_empty_ = false;
    int n_quotes = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      n_quotes = c == quote ? n_quotes + 1 : 0;
      if (c == '\n' && !long_one) return;  // a mistake, which a parser will name
      if (c == '\n') ++line_;
      if (c == '\\' && quote == '"') ++at_;
      if (n_quotes == (long_one ? 3 : 1)) {
        ++at_;
        // a long string may end in one or two quotes of its own
        for (int more = 0; long_one && more < 2 && at_ < text_.size() && text_[at_] == quote; ++more) ++at_;
        return;
      }
    }
  }

  [[noreturn]] void refuse(const std::string& what, const std::string& mend) const {
    throw InputError(fmt::format("{} (line {})", what, line_), origin_, mend);
  }

  std::string_view text_;
  const std::string& origin_;
  std::size_t at_ = 0;
  long line_ = 1;
  int depth_ = 0;
  int n_dots_ = 0;
  int n_headers_ = 0;
  bool line_is_empty_ = true;
};

}  // namespace

std::string read_case_text(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    throw InputError("is not a regular file", path, "write the case into a file of its own");
  }
  const auto size = fs::file_size(path, error);
  if (!error && size > kLongestCase) {
    throw InputError(fmt::format("has {} bytes, a case file at most {}", size, kLongestCase), path,
                     "keep many points in a dataset, see [points]");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(error ? 0 : static_cast<std::size_t>(size), '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(text.size())) || error) {
    throw InputError("cannot be read", path, "name a case file that you may read");
  }
  return text;
}

void require_moderate(const std::string& text, const std::string& origin) {
  if (text.size() > kLongestCase) {
    throw InputError(fmt::format("has {} bytes, a case at most {}", text.size(), kLongestCase), origin,
                     "keep many points in a dataset, see [points]");
  }
  Scan(text, origin).run();
}

}  // namespace plumbline
