#include "theory/static/certified.hpp"

#include "theory/cases/case.hpp"
#include "theory/static/cost_integrals.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

/// The double within its stated error, and the 50-digit value rounded outward, lie inside.
void check_inside(const Enclosure& enclosure, const Value& in_double, const Integral<Digits50>& in_50_digits) {
  CHECK(enclosure.high - enclosure.low < 1e-14);
  CHECK(in_double.value - in_double.error <= enclosure.low);
  CHECK(in_double.value + in_double.error >= enclosure.high);
  CHECK(in_50_digits.value >= Digits50(enclosure.low));
  CHECK(in_50_digits.value <= Digits50(enclosure.high));
}

}  // namespace

TEST_CASE("E J, Ent J and the O3 slope lie inside their certified enclosures", "[exact]") {
  for (const char* name : {"unit-pair", "narrow-rival", "wide-rival"}) {
    const GuidedPair pair = load_case(name).pair;
    INFO(name);
    check_inside(certified_expected_cost(pair), expected_cost(pair), integrate_h_power<Digits50>(pair, {1.0}, 1.0));
    check_inside(certified_cost_entropy(pair), cost_entropy(pair), integrate_entropy<Digits50>(pair, {1.0}));
    check_inside(certified_initial_slope(pair, {1e-2}), initial_slope(pair, {1e-2}),
                 integrate_initial_slope<Digits50>(pair, {1e-2}));
  }
}
