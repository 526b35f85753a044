#include "verify/reference/problem.hpp"

namespace plumbline::reference {

Problem make_problem(const GuidedPair& pair, const Question& question) {
  Problem problem{{}, pair.expected, pair.omega(question.w), question};
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const auto i = static_cast<Eigen::Index>(k);
    problem.parts.push_back(
        {pair.components[k].mean[0], pair.components[k].covariance.eigenvalues()[0], pair.base[i], pair.reweighted[i]});
  }
  return problem;
}

}  // namespace plumbline::reference
