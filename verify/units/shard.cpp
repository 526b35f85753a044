#include "verify/units/shard.hpp"

#include <charconv>
#include <optional>
#include <string>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t kMostShards = 1'000'000;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::vector<std::size_t> Shard::places(std::size_t n_units) const {
  std::vector<std::size_t> mine;
  const auto step = static_cast<std::size_t>(count);
  for (auto i = static_cast<std::size_t>(index - 1); i < n_units; i += step) mine.push_back(i);
  return mine;
}

Shard shard_from_text(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != text.npos) {
    const auto index = whole_number(text.substr(0, slash));
    const auto count = whole_number(text.substr(slash + 1));
    if (index && count && 1 <= *index && *index <= *count && *count <= kMostShards) return {*index, *count};
  }
  throw InputError("\"" + std::string(text) + "\" is no shard", "--shard",
                   "give i/n, for instance 2/5 for the second of five");
}

}  // namespace plumbline
