#include "verify/random/random_case.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "theory/base/seeded_random.hpp"

namespace plumbline {
namespace {

/// What is drawn, one number after another.
class Draws {
 public:
  explicit Draws(Seed seed) : random_(seed) {}
  double uniform(double low, double high) { return low + (high - low) * random_.uniform(); }
  bool happens(double probability) { return random_.uniform() < probability; }
  std::int64_t whole(std::int64_t low, std::int64_t high) { return low + random_.index(high - low + 1); }

  /// "[0.5, 1.25]", each number in low .. high.
  std::string numbers(std::int64_t n, double low, double high) {
    std::vector<std::string> texts;
    for (std::int64_t i = 0; i < n; ++i) texts.push_back(fmt::format("{:.4g}", uniform(low, high)));
    return fmt::format("[{}]", fmt::join(texts, ", "));
  }

 private:
  SeededRandom random_;
};

std::string components(Draws& draws, std::int64_t dimension, bool has_classes) {
  const std::int64_t n = draws.whole(1, 6);
  const double of_all = draws.happens(0.4) ? draws.uniform(0.05, 3.0) : 0.0;
  std::vector<double> weights;
  double total = 0.0;
  for (std::int64_t k = 0; k < n; ++k) total += weights.emplace_back(draws.uniform(0.02, 1.0));
  std::string text;
  for (std::int64_t k = 0; k < n; ++k) {
    const double spread = draws.happens(0.2) ? 0.0 : 5.0;
    text += fmt::format("[[component]]\nweight = {}\n", weights[static_cast<std::size_t>(k)] / total);
    text += fmt::format("mean = {}\n", draws.numbers(dimension, -spread, spread));
    if (of_all > 0.0 || draws.happens(0.5)) {
      text += fmt::format("covariance = {:.4g}\n", of_all > 0.0 ? of_all : draws.uniform(0.05, 3.0));
    } else {
      text += fmt::format("covariance = {}\n", draws.numbers(dimension, 0.05, 3.0));
    }
    if (has_classes) text += fmt::format("class = {}\n", k == 0 ? 1 : draws.whole(1, 2));
  }
  return text;
}

std::string guidance_by_function(Draws& draws, std::int64_t dimension) {
  std::string text = fmt::format("[guidance]\nkind = \"{}\"\nconstant = {:.4g}\n[[guidance.term]]\n",
                                 draws.happens(0.5) ? "reward" : "cost", draws.uniform(0.1, 1.0));
  const double coefficient = draws.uniform(0.5, 3.0);
  if (draws.happens(0.7)) {
    const std::string center = draws.numbers(dimension, -3.0, 3.0);
    return text + fmt::format("bump = {{coefficient = {:.4g}, center = {}, width = {:.4g}}}\n", coefficient, center,
                              draws.uniform(0.3, 2.0));
  }
  return text + fmt::format("exp-linear = {{coefficient = {:.4g}, a = {}}}\n", coefficient,
                            draws.numbers(dimension, -0.7, 0.7));
}

}  // namespace

std::string random_case_name(Seed seed) { return fmt::format("random {}", seed.value); }

std::string random_case_text(Seed seed) {
  Draws draws(seed);
  const std::int64_t dimension = draws.happens(0.75) ? 1 : draws.happens(0.6) ? 2 : draws.whole(3, 6);
  const bool has_classes = draws.happens(0.7);
  std::string text = fmt::format("name = \"{}\"\n", random_case_name(seed)) + components(draws, dimension, has_classes);
  return text + (has_classes ? "[guidance]\nkind = \"classifier-free\"\nclass = 1\n"
                             : guidance_by_function(draws, dimension));
}

}  // namespace plumbline
