#include "verify/claim/suite.hpp"

#include <fmt/format.h>

#include <deque>
#include <memory>

#include "verify/claim/finding_row.hpp"

namespace plumbline {

Units suite_units(const Suite& suite) {
  RunSettings settings = suite.settings;
  settings.false_alarm /= static_cast<double>(suite.cases.size());
  const auto benches = std::make_shared<std::deque<Workbench>>();  // they do not move
  for (const Case& problem : suite.cases) benches->emplace_back(problem, settings);
  const std::size_t n_cases = suite.cases.size();
  Units units;
  for (const Claim& claim : suite.claims) {
    for (const Case& problem : suite.cases) units.units.push_back(fmt::format("{} on {}", claim.id, problem.name));
  }
  units.row = [claims = suite.claims, benches, n_cases](std::size_t unit, int) {
    return finding_row(examine(claims[unit / n_cases], (*benches)[unit % n_cases]));
  };
  return units;
}

std::vector<Finding> run_suite(const Suite& suite, const Examined& done) {
  UnitRun run;
  run.threads = suite.n_threads;
  run.done = [&](std::size_t, const Row& row) { done(finding_of(row)); };
  std::vector<Finding> findings;
  for (const Row& row : run_units(suite_units(suite), run)) findings.push_back(finding_of(row));
  return findings;
}

}  // namespace plumbline
