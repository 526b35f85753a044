#include "verify/claim/suite.hpp"

#include <cstdint>
#include <deque>
#include <mutex>

#include "theory/base/ordered_blocks.hpp"

namespace plumbline {

std::vector<Finding> run_suite(const Suite& suite, const Examined& done) {
  RunSettings settings = suite.settings;
  settings.false_alarm /= static_cast<double>(suite.cases.size());
  std::deque<Workbench> benches;  // they do not move
  for (const Case& problem : suite.cases) benches.emplace_back(problem, settings);

  const std::size_t n_cases = suite.cases.size();
  const auto n_units = static_cast<std::int64_t>(suite.claims.size() * n_cases);
  std::mutex one_at_a_time;
  std::vector<Finding> findings;
  const auto examine_unit = [&](std::int64_t unit, int&) {
    const auto i = static_cast<std::size_t>(unit);
    Finding finding = examine(suite.claims[i / n_cases], benches[i % n_cases]);
    const std::lock_guard lock(one_at_a_time);
    done(finding);
    return finding;
  };
  const auto keep = [&](std::int64_t, Finding& finding) { findings.push_back(std::move(finding)); };
  run_blocks_in_order(
      {n_units, thread_count(suite.n_threads), n_units}, [] { return 0; }, examine_unit, keep);
  return findings;
}

}  // namespace plumbline
