#pragma once

#include <functional>

#include "theory/problem/limit_spec.hpp"
#include "theory/score/column.hpp"

namespace plumbline {

/// Guided scores at one time of many numbers at once, coordinates of points or anything that moves as they do.
using FlowScore = std::function<Column<double>(double t, const Column<double>& y)>;

/// Solves the flow of noise share 0, dY = (Y + G(t, Y)) / 2 du, u = log t, over one stretch, by Fehlberg 7(8) for all
/// numbers together with `tolerance` a step, absolute and relative.
Column<double> flow_over(const Stretch& part, double tolerance, const Column<double>& y, const FlowScore& G);

}  // namespace plumbline
