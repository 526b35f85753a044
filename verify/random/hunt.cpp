#include "verify/random/hunt.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <set>
#include <utility>

#include "verify/claim/suite.hpp"
#include "verify/random/random_case.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {
namespace {

/// Open claims of a case that is hard, but no finding.
constexpr std::size_t kMostOpen = 6;

OpenClaim open_claim(const Finding& finding) {
  const auto worst = std::find_if(finding.checks.begin(), finding.checks.end(), [&](const Check& check) {
    return check.decision.verdict == finding.verdict();
  });
  if (worst == finding.checks.end()) return {finding.claim, finding.verdict(), "no check was made"};
  return {finding.claim, finding.verdict(),
          fmt::format("{}: {} {} {}, {}", worst->what, worst->left.value, name(worst->relation), worst->right.value,
                      verdict_text(worst->decision))};
}

HuntedCase examined(const Hunt& hunt, const std::string& case_name, const std::function<Case()>& make) {
  const auto start = std::chrono::steady_clock::now();
  HuntedCase hunted;
  hunted.name = case_name;
  double longest = -1.0;
  try {
    Suite suite{hunt.claims, {make()}, {}, 1};
    suite.settings.tier = hunt.tier;
    suite.settings.mutant = hunt.mutant;
    for (const Finding& finding : run_suite(suite, [](const Finding&) {})) {
      if (finding.seconds > longest) {
        longest = finding.seconds;
        hunted.slowest = finding.claim;
      }
      if (finding.applies() && finding.verdict() != Verdict::holds) hunted.open.push_back(open_claim(finding));
    }
  } catch (const std::exception& error) {
    hunted.error = error.what();
  }
  hunted.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return hunted;
}

Row row_of(const HuntedCase& hunted) {
  RowWriter row;
  row.add(hunted.name).add(hunted.seconds).add(hunted.slowest).add(hunted.error);
  row.add(static_cast<double>(hunted.open.size()));
  for (const OpenClaim& claim : hunted.open) {
    row.add(claim.id).add(static_cast<double>(claim.verdict)).add(claim.why);
  }
  return row.take();
}

}  // namespace

std::vector<Seed> Hunt::seeds() const {
  std::set<std::string> known;
  for (const Case& problem : corpus) known.insert(problem.name);
  std::vector<Seed> wanted;
  for (std::int64_t i = first; i <= last; ++i) {
    const Seed seed{static_cast<std::uint64_t>(i)};
    if (!known.contains(random_case_name(seed))) wanted.push_back(seed);
  }
  return wanted;
}

std::vector<std::string> HuntedCase::ids(Verdict verdict) const {
  std::vector<std::string> found;
  for (const OpenClaim& claim : open) {
    if (claim.verdict == verdict) found.push_back(claim.id);
  }
  return found;
}

bool HuntedCase::is_finding() const {
  return !error.empty() || !ids(Verdict::violated).empty() || open.size() > kMostOpen;
}

Units hunt_units(const Hunt& hunt) {
  const auto shared = std::make_shared<const Hunt>(hunt);
  const std::vector<Seed> seeds = hunt.seeds();
  Units units;
  for (const Case& problem : hunt.corpus) units.units.push_back("corpus " + problem.name);
  for (const Seed seed : seeds) units.units.push_back(random_case_name(seed));
  units.row = [shared, seeds](std::size_t unit, int) {
    const std::size_t n_corpus = shared->corpus.size();
    if (unit < n_corpus) {
      const Case& problem = shared->corpus[unit];
      return row_of(examined(*shared, problem.name, [&] { return problem; }));
    }
    const Seed seed = seeds[unit - n_corpus];
    const std::string case_name = random_case_name(seed);
    return row_of(examined(*shared, case_name, [&] { return parse_case(random_case_text(seed), case_name); }));
  };
  return units;
}

HuntedCase hunted_case(const Row& row) {
  RowReader reader(row);
  HuntedCase hunted;
  hunted.name = reader.text();
  hunted.seconds = reader.number();
  hunted.slowest = reader.text();
  hunted.error = reader.text();
  for (auto left = static_cast<std::size_t>(reader.number()); left > 0; --left) {
    OpenClaim claim;
    claim.id = reader.text();
    claim.verdict = static_cast<Verdict>(static_cast<int>(reader.number()));
    claim.why = reader.text();
    hunted.open.push_back(std::move(claim));
  }
  return hunted;
}

Table hunt_table(const std::vector<HuntedCase>& cases) {
  std::vector<std::string> names, violated, inconclusive, why, errors, slowest;
  std::vector<double> seconds;
  for (const HuntedCase& hunted : cases) {
    names.push_back(hunted.name);
    violated.push_back(fmt::format("{}", fmt::join(hunted.ids(Verdict::violated), " ")));
    inconclusive.push_back(fmt::format("{}", fmt::join(hunted.ids(Verdict::inconclusive), " ")));
    std::vector<std::string> reasons;
    for (const OpenClaim& claim : hunted.open) reasons.push_back(claim.id + ": " + claim.why);
    why.push_back(fmt::format("{}", fmt::join(reasons, "; ")));
    errors.push_back(hunted.error);
    slowest.push_back(hunted.slowest);
    seconds.push_back(hunted.seconds);
  }
  Table table("Random cases before every claim");
  table.add_axis({"random_case", "1", "case", names});
  table.add({"violated", "1", "claims called violated", {}, violated});
  table.add({"inconclusive", "1", "claims that could not be decided", {}, inconclusive});
  table.add({"why", "1", "the worst check of each", {}, why});
  table.add({"error", "1", "what stopped the examination", {}, errors});
  table.add({"slowest", "1", "the claim that took longest", {}, slowest});
  table.add({"seconds", "s", "time that all claims took", {}, seconds});
  return table;
}

}  // namespace plumbline
