#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "results/report/fitted.hpp"
#include "results/report/json_text.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/output/json_value.hpp"

namespace plumbline {
namespace {

struct TimesOptions {
  ChainOptions chain;
  bool json = false;
};

/// A, B and S of every step; none for a rule that is not one affine step.
std::vector<StepCoefficients<double>> coefficients_of(const Chain& chain) {
  const std::vector<double>& times = chain.grid.times();
  return chain.scheme.visit([&]<class Rule>(const Rule& rule) {
    std::vector<StepCoefficients<double>> steps;
    if constexpr (AffineRule<Rule>) {
      for (std::size_t n = 1; n < times.size(); ++n) steps.push_back(rule.coefficients(times[n - 1], times[n]));
    }
    return steps;
  });
}

double sigma_of(double t) { return std::sqrt((1.0 - t) / t); }

Json json_of(const ChainFamily& family, const Chain& chain) {
  Json report{{"schedule", name(family.schedule)},
              {"scheme", name(chain.scheme)},
              {"steps", chain.grid.steps().value},
              {"times", chain.grid.times()}};
  report["sigmas"] = Json::array();
  for (const double t : chain.grid.times()) report["sigmas"].push_back(sigma_of(t));
  for (const char* key : {"A", "B", "S"}) report[key] = Json::array();
  for (const auto& [A, B, S] : coefficients_of(chain)) {
    report["A"].push_back(A);
    report["B"].push_back(B);
    report["S"].push_back(S);
  }
  return report;
}

std::string text_of(const Chain& chain, int n_digits) {
  const std::vector<double>& times = chain.grid.times();
  const std::vector<StepCoefficients<double>> steps = coefficients_of(chain);
  std::vector<std::vector<std::string>> rows{{"n", "t", "sigma"}};
  if (!steps.empty()) rows.front().insert(rows.front().end(), {"A", "B", "S"});
  const auto number = [n_digits](double x) { return fmt::format("{:.{}g}", x, n_digits); };
  for (std::size_t n = 0; n < times.size(); ++n) {
    rows.push_back({fmt::format("{}", n), number(times[n]), number(sigma_of(times[n]))});
    if (n > 0 && !steps.empty()) {
      const auto& [A, B, S] = steps[n - 1];  // of the step that ends here
      rows.back().insert(rows.back().end(), {number(A), number(B), number(S)});
    }
  }
  return fitted(rows, std::numeric_limits<std::size_t>::max(), LongText::cut);
}

/// The table with as many digits as a line has room for.
std::string fitting_text_of(const Chain& chain) {
  constexpr int most_digits = 12, fewest_digits = 6;
  std::string text;
  for (int n_digits = most_digits; n_digits >= fewest_digits; --n_digits) {
    text = text_of(chain, n_digits);
    std::size_t longest = 0;
    for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      longest = std::max(longest, end - begin);
    }
    if (longest <= output_width()) break;
  }
  return text;
}

ExitStatus run(const TimesOptions& options) {
  const Chain chain = options.chain.chain();
  fmt::print("{}", options.json ? json_text(json_of(options.chain.family(), chain)) : fitting_text_of(chain));
  return ExitStatus::holds;
}

}  // namespace

void add_times_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<TimesOptions>();
  CLI::App& command =
      add_command(app, "times", "The times of a schedule, and A, B and S of the steps of a scheme between them");
  options->chain.add_steps_to(command);
  add_flag(command, "--json", options->json, "Print one JSON object, all digits");
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
