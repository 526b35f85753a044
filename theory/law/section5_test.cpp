#include <cmath>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/law/fokker_planck.hpp"
#include "theory/law/limit_law.hpp"
#include "theory/oracle/power_identity.hpp"
#include "theory/score/line_scores.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

struct Row {
  double w;
  double expected_cost;
  double path_kl;
};
struct ReferenceTable {
  const char* name;
  double cost_digit;  ///< one in the last digit given
  std::vector<Row> rows;
};

/// theory/README.md, section 5; path KL to 1e-6.
const ReferenceTable unit_pair{"unit-pair",
                               1e-6,
                               {{0.1, 1.774200, 0.003153},
                                {0.5, 1.335932, 0.061531},
                                {1.0, 1.169418, 0.188201},
                                {2.0, 1.079612, 0.498240},
                                {5.0, 1.029792, 1.510469}}};
const ReferenceTable narrow_rival{"narrow-rival",
                                  1e-5,
                                  {{0.1, 2.69465, 0.006795},
                                   {0.5, 1.44067, 0.130269},
                                   {1.0, 1.09392, 0.381483},
                                   {2.0, 1.01945, 0.949160},
                                   {5.0, 1.00416, 2.726921}}};

LimitSpec spec_of(double w) { return {{1e-4}, {1.0}, Guidance{{w}}, Start::exact}; }

/// O5: path KL from E log h at the two ends of the path alone.
double path_kl_from_ends(const GuidedPair& pair, double w, const LimitLaw& limit) {
  const GridLaw& end = limit.law();
  NoisedScores<double> first;
  LineScores<double>(pair).evaluate(1e-4, end.grid().points(), first);
  const double log_start = end.spacing * (first.log_density.exp() * first.log_h).sum();
  return w * w / (2.0 * w + 1.0) * (log_start - limit.expected_log_cost().value);
}

}  // namespace

TEST_CASE("every row of section 5, by the Fokker-Planck equation; path KL by its integral and by O5", "[exact]") {
  for (const ReferenceTable& table : {unit_pair, narrow_rival}) {
    const GuidedPair pair = load_case(table.name).pair;
    for (const Row& row : table.rows) {
      INFO(table.name << ", w = " << row.w);
      const LimitLaw limit = fokker_planck_law(pair, spec_of(row.w));
      const Value cost = limit.expected_cost();
      CHECK(std::abs(cost.value - row.expected_cost) <= 0.5 * table.cost_digit + cost.error);
      CHECK(cost.error <= 1e-9 * cost.value);
      const Value path_kl = fokker_planck_path_integral(pair, spec_of(row.w), guidance_energy);
      CHECK(std::abs(path_kl.value - row.path_kl) <= 0.5e-6 + path_kl.error);
      const double by_ends = path_kl_from_ends(pair, row.w, limit);
      CHECK(std::abs(path_kl.value - by_ends) <= 1e-8 * by_ends + path_kl.error);
    }
  }
}

TEST_CASE("section 5 by Richardson extrapolation in N", "[exact]") {
  const GuidedPair pair = load_case(unit_pair.name).pair;
  const Row& row = unit_pair.rows[2];
  const Value cost = limit_law(pair, spec_of(row.w)).expected_cost();
  CHECK(std::abs(cost.value - row.expected_cost) <= 0.5 * unit_pair.cost_digit + cost.error);
  CHECK(cost.error <= 1e-10 * cost.value);
  const Value path_kl = limit_path_integral(pair, spec_of(row.w), guidance_energy);
  CHECK(std::abs(path_kl.value - row.path_kl) <= 0.5e-6 + path_kl.error);
}
