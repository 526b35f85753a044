#include "theory/problem/guidance_rule.hpp"

#include <cmath>

#include "theory/base/input_error.hpp"
#include "theory/problem/chain.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

constexpr double score_time = 0.36;
constexpr double scale_of_guidance = 2.5;

/// Two states in three dimensions, with their denoised states under s and s^J, one of each a row.
struct Points {
  Eigen::ArrayXXd y{{0.3, -1.2, 2.0}, {1.0, 0.5, 0.25}};
  Eigen::ArrayXXd D_0{{1.0, 2.0, -1.0}, {0.5, 0.1, 3.0}};
  Eigen::ArrayXXd D_J{{0.0, 1.5, 0.5}, {1.5, -0.2, 1.0}};

  Eigen::ArrayXXd score(const Eigen::ArrayXXd& D) const { return (std::sqrt(score_time) * D - y) / (1.0 - score_time); }
  Eigen::ArrayXXd denoised(const Eigen::ArrayXXd& G) const {
    return (y + (1.0 - score_time) * G) / std::sqrt(score_time);
  }
  /// D under the rule.
  Eigen::ArrayXXd under(const std::string& rule) const {
    const Eigen::ArrayXXd s = score(D_0);
    const Eigen::ArrayXXd G = s + scale_of_guidance * (s - score(D_J));
    return denoised(G + change_of_guided_score(guidance_rule_from_name(rule), score_time, y, s, G));
  }
};

}  // namespace

TEST_CASE("apg keeps the orthogonal part of the push, and the share eta of the parallel one", "[exact]") {
  const Points points;
  for (const double eta : {0.0, 0.25, 1.0}) {
    const Eigen::ArrayXXd found = points.under("apg:" + std::to_string(eta));
    for (Eigen::Index i = 0; i < 2; ++i) {
      const Eigen::VectorXd D_0 = points.D_0.row(i).matrix().transpose();
      const Eigen::VectorXd push = D_0 - points.D_J.row(i).matrix().transpose();
      const Eigen::VectorXd parallel = D_0 * (D_0.dot(push) / D_0.squaredNorm());
      const Eigen::VectorXd expected = D_0 + scale_of_guidance * (push - parallel) + eta * scale_of_guidance * parallel;
      CHECK((found.row(i).matrix().transpose() - expected).cwiseAbs().maxCoeff() <= 1e-13);
    }
  }
}

TEST_CASE("rescaling with phi = 1 gives the guided state the deviation of the unguided one", "[exact]") {
  const Points points;
  const auto deviation = [](const Eigen::ArrayXXd& D, Eigen::Index i) {
    return std::sqrt((D.row(i) - D.row(i).mean()).square().mean());
  };
  const Eigen::ArrayXXd plain = points.under("cfg");
  const Eigen::ArrayXXd whole = points.under("rescale:1");
  const Eigen::ArrayXXd half = points.under("rescale:0.5");
  for (Eigen::Index i = 0; i < 2; ++i) {
    CHECK(deviation(whole, i) == Approx(deviation(points.D_0, i)).epsilon(1e-13));
    CHECK((whole.row(i) / plain.row(i) - whole(i, 0) / plain(i, 0)).abs().maxCoeff() <= 1e-12);
  }
  CHECK((half - 0.5 * (plain + whole)).abs().maxCoeff() <= 1e-13);
  CHECK((points.under("rescale:0") - plain).abs().maxCoeff() == 0.0);
}

TEST_CASE("a state without direction or deviation is left as cfg leaves it", "[exact]") {
  const Eigen::ArrayXXd zero = Eigen::ArrayXXd::Zero(1, 2);
  const Eigen::ArrayXXd push = Eigen::ArrayXXd::Ones(1, 2);
  for (const char* rule : {"apg:0", "rescale:1"}) {
    CHECK((change_of_guided_score(guidance_rule_from_name(rule), score_time, zero, zero, push) == 0.0).all());
  }
}

TEST_CASE("names of guidance rules", "[bad-input]") {
  for (const std::string text : {"cfg", "apg:0.5", "rescale:0.7"}) CHECK(name(guidance_rule_from_name(text)) == text);
  for (const char* text : {"", "apg", "apg:", "apg:2", "apg:nan", "rescale:-0.1", "cfg:1", "apg:0.5x", "APG:0"}) {
    INFO(text);
    CHECK_THROWS_AS(guidance_rule_from_name(text), InputError);
  }
}

TEST_CASE("what reads the scale alone refuses a rule that is more", "[bad-input]") {
  Guidance guidance{{1.0}};
  CHECK(guidance.at(0.5) == 1.0);
  guidance.rule = guidance_rule_from_name("apg:0.5");
  CHECK_THROWS_AS(guidance.at(0.5), InputError);
  CHECK_FALSE(guidance.is_constant());
}

}  // namespace plumbline
