#include "verify/study/learned_distance.hpp"

#include <cmath>

#include "verify/study/testing/run_for_test.hpp"

namespace plumbline {
namespace {

LearnedDistance small() {
  LearnedDistance parameters;
  parameters.samples = {250, 500, 1000};
  parameters.features = {5};
  parameters.sets = 40;
  parameters.network.width = 4;
  parameters.network.updates = 0;
  return parameters;
}

}  // namespace

TEST_CASE("learned features: distances by Pythagoras, the sandwich's constant, order 1/n", "[stat]") {
  const Table table = table_of(learned_distance_study({load_case("reward-well")}, small()));
  const auto at = [&](const char* name, std::size_t i) { return table.doubles(name).at(i); };
  for (std::size_t score = 0; score < 2; ++score) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t i = 3 * score + k;
      CHECK(std::abs(at("square_to_limit", i) - at("predicted", i)) <
            4.0 * at("square_to_limit_error", i) + 0.1 * at("predicted", i));
      const double constant = at("predicted", i) * static_cast<double>(small().samples[k]);
      CHECK(std::abs(constant / (at("predicted", 3 * score) * 250.0) - 1.0) < 1e-12);
    }
    CHECK(std::abs(at("order", score) - 1.0) < at("order_error", score) + 0.1);
  }
  // the limit minimises the distance for plain data, up to the ridge: the learned one is off at right angles
  for (std::size_t k = 0; k < 3; ++k) {
    const double by_pythagoras = at("square_of_limit", 0) + at("square_to_limit", k);
    CHECK(std::abs(at("square_distance", k) - by_pythagoras) < 4.0 * at("square_distance_error", k));
  }
}

TEST_CASE("a network that was trained is nearer to the score than one that was not", "[stat]") {
  const auto distance = [](std::int64_t updates) {
    LearnedDistance parameters = small();
    parameters.samples = {500};
    parameters.sets = 2;
    parameters.network.updates = updates;
    const Study study = learned_distance_study({load_case("unit-pair")}, parameters);
    const auto tables = run_study(study, 1, [](const std::string&) {});
    REQUIRE(tables[1].first == "network_distance");
    return tables[1].second.doubles("network_square_distance").front();
  };
  CHECK(distance(300) < 0.5 * distance(0));
}

}  // namespace plumbline
