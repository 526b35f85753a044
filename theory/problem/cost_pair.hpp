#pragma once

#include <optional>
#include <string>

#include "theory/problem/cost_function.hpp"
#include "theory/problem/guided_pair.hpp"

namespace plumbline {

/// The pair of a cost (or reward) J over a mixture p: the law proportional to J p in closed form, any d and any
/// covariance, points included (theory/README.md, section 2). On a component N(m, C):
///   exp(a.x):                        mean m + C a, covariance C, weight times exp(a.m + a.C a / 2)
///   exp(-|x - mu|^2 / (2 s^2)):      covariance (C^{-1} + I/s^2)^{-1}, mean the precision-weighted one, and weight
///   times
///                                    |I + C/s^2|^{-1/2} exp(-(m - mu).(C + s^2 I)^{-1} (m - mu) / 2)
///   constant:                        the component itself.
/// The components are those of the mixture (with their base weights) followed by the new ones (base weight 0); a point
/// component only changes its weight. Class labels are ignored.
/// Throws InputError for an invalid cost or an E J outside the range of double.
GuidedPair cost_pair(const Mixture& mixture, const CostFunction& cost, Objective objective,
                     const std::string& where = "guidance");

/// The pair of a table of costs (or rewards) on a point cloud: component k has J = values[k] > 0, shape (K). Only the
/// weights change. Throws InputError unless every component is a point and every value positive and finite.
GuidedPair table_pair(const Mixture& points, const Eigen::VectorXd& values, Objective objective,
                      const std::string& where = "guidance");

/// Autoguidance (Karras et al. 2024): a model guided away from a worse one of the same data. Base the law of the
/// mixture, or of the components of class `label`; reweighted the same with every covariance C + widened I. So J is the
/// ratio of the worse density to the better one, E J = 1, and w is the weight of D_main - D_worse beyond that of
/// D_main. Throws InputError unless 0 < widened and some component has the class.
GuidedPair autoguidance_pair(const Mixture& mixture, std::optional<int> label, double widened,
                             const std::string& where = "guidance");

}  // namespace plumbline
