#include <fmt/format.h>

#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/imperfect/error_budget.hpp"
#include "verify/study/score_error.hpp"

namespace plumbline {
namespace {

constexpr std::pair<const char*, Value ErrorBudget::*> parts[] = {
    {"total", &ErrorBudget::total},           {"initialisation", &ErrorBudget::initialisation},
    {"truncation", &ErrorBudget::truncation}, {"discretisation", &ErrorBudget::discretisation},
    {"score", &ErrorBudget::score},           {"remainder", &ErrorBudget::remainder}};

}  // namespace

std::vector<std::int64_t> default_halvings() { return {0, 1, 2, 3, 4}; }

Study error_budget_study(std::vector<Case> cases, std::vector<std::int64_t> halvings) {
  constexpr std::int64_t most = 8;  // N is 13 2^10 then
  for (const std::int64_t k : halvings) {
    if (k < 0 || k > most) {
      throw InputError(fmt::format("{} halvings", k), "--halvings", fmt::format("give numbers from 0 to {}", most));
    }
  }
  TableStudy study{"error_budget",
                   "Four-way budget of E J at w = 1, all four causes halved again and again (claim E3)"};
  study.axes = {case_axis(cases),
                number_axis("halvings", "how often each cause was halved", halvings, "budget, {} halvings")};
  for (const auto& [part, member] : parts) {
    study.columns.push_back({part, std::string(part) + " error of the expected cost"});
  }
  study.measure = [cases = std::move(cases), halvings](const Place& at, int) {
    LawOptions options;
    options.tolerance = 1e-9;
    options.most_refinements = 3;
    const auto k = static_cast<int>(halvings[at["halvings"]]);
    const ErrorBudget budget = error_budget(cases[at["case"]].pair, practical_sampler(k), options);
    UnitCells cells;
    for (const auto& [part, member] : parts) cells.add(part, budget.*member);
    return cells;
  };
  return study_of(std::move(study));
}

}  // namespace plumbline
