#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "results/report/fitted.hpp"
#include "results/report/json_text.hpp"
#include "verify/claim/claim.hpp"
#include "verify/cli/commands.hpp"
#include "verify/mutant/mutant.hpp"
#include "verify/output/json_value.hpp"

namespace plumbline {
namespace {

struct ClaimsOptions {
  bool json = false;
  bool mutants = false;
};

Json catalogue_json() {
  Json claims = Json::array();
  for (const Claim& claim : claim_catalogue()) {
    claims.push_back(
        {{"id", claim.id}, {"statement", claim.statement}, {"item", claim.item}, {"oracle", claim.oracle}});
  }
  Json mutants = Json::array();
  for (const Mutant& mutant : mutant_catalogue()) mutants.push_back({{"name", mutant.name}, {"about", mutant.about}});
  return {{"claims", claims}, {"mutants", mutants}};
}

ExitStatus run(const ClaimsOptions& options) {
  if (options.json) {
    fmt::print("{}", json_text(catalogue_json()));
    return ExitStatus::holds;
  }
  std::vector<std::vector<std::string>> rows;
  if (options.mutants) {
    rows.push_back({"mutant", "about"});
    for (const Mutant& mutant : mutant_catalogue()) rows.push_back({mutant.name, mutant.about});
  } else {
    rows.push_back({"id", "item", "statement", "oracle"});
    for (const Claim& claim : claim_catalogue()) rows.push_back({claim.id, claim.item, claim.statement, claim.oracle});
  }
  fmt::print("{}", fitted(rows, output_width(), LongText::wrapped));
  return ExitStatus::holds;
}

}  // namespace

void add_claims_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<ClaimsOptions>();
  CLI::App& command = add_command(app, "claims", "List the claims that verify checks");
  add_flag(command, "--json", options->json, "Print one JSON object, with claims and mutants");
  add_flag(command, "--mutants", options->mutants, "List the deliberately wrong samplers instead");
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
