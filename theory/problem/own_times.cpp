#include "theory/problem/own_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <fstream>
#include <mutex>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/problem/name_parameters.hpp"
#include "theory/problem/trained_grid.hpp"

namespace plumbline {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 24;

/// The words of a file, without its comments.
std::vector<std::string> words_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw InputError("cannot be read", path, "give a file of times, sigmas or timesteps");
  std::vector<std::string> words;
  std::size_t n_bytes = 0;
  for (std::string line; std::getline(file, line);) {
    if ((n_bytes += line.size() + 1) > most_bytes) throw InputError("is larger than 16 MB", path, "give fewer times");
    line.resize(std::min(line.size(), line.find('#')));
    std::string word;
    for (const char c : line + " ") {
      const bool separates = c == ' ' || c == '\t' || c == ',' || c == ';' || c == '\r';
      if (!separates) word += c;
      if (separates && !word.empty()) words.push_back(std::exchange(word, ""));
    }
  }
  return words;
}

std::vector<double> numbers_of(const std::vector<std::string>& words, std::size_t first, const std::string& path) {
  std::vector<double> numbers;
  for (std::size_t i = first; i < words.size(); ++i) numbers.push_back(number_in(words[i], words[i], path));
  return numbers;
}

std::vector<double> at_timesteps(const std::vector<double>& steps, std::string_view betas, const std::string& path) {
  const std::vector<double> levels = trained_levels(trained_grid_from(std::string(betas) + ",leading").betas, false);
  std::vector<double> times;
  for (const double step : steps) {
    if (!(0.0 <= step && step < static_cast<double>(levels.size()) && step == std::floor(step))) {
      throw InputError(fmt::format("{} is no timestep", step), path, "give whole numbers from 999 down to 0");
    }
    times.push_back(levels[static_cast<std::size_t>(step)]);
  }
  times.push_back(1.0);
  return times;
}

std::vector<double> read_times(const std::string& path) {
  const std::vector<std::string> words = words_of(path);
  if (words.empty()) throw InputError("is empty", path, "give two times or more");
  if (words.front() == "timesteps") {
    if (words.size() < 2) throw InputError("says timesteps alone", path, "write timesteps scaled-linear 980 .. 0");
    return at_timesteps(numbers_of(words, 2, path), words[1], path);
  }
  const bool are_sigmas = words.front() == "sigmas";
  std::vector<double> numbers = numbers_of(words, are_sigmas || words.front() == "times" ? 1 : 0, path);
  for (double& number : numbers) {
    if (are_sigmas && !(number >= 0.0)) throw InputError(fmt::format("sigma {}", number), path, "give sigmas >= 0");
    if (are_sigmas) number = 1.0 / (1.0 + number * number);
  }
  return numbers;
}

}  // namespace

OwnTimes own_times_from(std::string_view path) {
  static std::mutex in_use;
  static std::deque<std::pair<std::string, std::vector<double>>> read;
  const std::lock_guard lock(in_use);
  std::pair<std::string, std::vector<double>> list{path, read_times(std::string(path))};
  for (const auto& known : read) {
    if (known == list) return {&known.second, &known.first};
  }
  read.push_back(std::move(list));
  return {&read.back().second, &read.back().first};
}

}  // namespace plumbline
