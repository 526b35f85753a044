#include "verify/claim/suite.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <mutex>

#include "sim/ordered_blocks.hpp"

namespace plumbline {

std::vector<Finding> run_suite(const Suite& suite, const std::function<void(const std::string&)>& done) {
  RunSettings settings = suite.settings;
  settings.false_alarm /= static_cast<double>(suite.cases.size());
  std::vector<std::vector<Finding>> by_case;
  std::mutex one_at_a_time;
  const auto examine_case = [&](std::int64_t i, int&) {
    Workbench workbench(suite.cases[static_cast<std::size_t>(i)], settings);
    std::vector<Finding> findings;
    for (const Claim& claim : suite.claims) {
      findings.push_back(examine(claim, workbench));
      const std::lock_guard lock(one_at_a_time);
      done(fmt::format("{} on {}", claim.id, suite.cases[static_cast<std::size_t>(i)].name));
    }
    return findings;
  };
  const auto keep = [&](std::int64_t, std::vector<Finding>& findings) { by_case.push_back(std::move(findings)); };
  run_blocks_in_order(
      static_cast<std::int64_t>(suite.cases.size()), thread_count(suite.n_threads), [] { return 0; }, examine_case,
      keep);

  std::vector<Finding> findings;
  for (std::size_t claim = 0; claim < suite.claims.size(); ++claim) {
    for (const std::vector<Finding>& of_case : by_case) findings.push_back(of_case[claim]);
  }
  return findings;
}

}  // namespace plumbline
