#pragma once

#include <Eigen/Core>

#include <functional>

#include "theory/problem/chain.hpp"

namespace plumbline {

/// What a sampler in R^d gets wrong about the guided score: Ghat - G at `states`, shape (n, d), where the given step
/// starts; of the same shape. A plain function, called from several threads at once; empty: no error.
using GuidedScoreError =
    std::function<Eigen::ArrayXXd(const Step<double>& step, const Eigen::Ref<const Eigen::ArrayXXd>& states)>;

}  // namespace plumbline
