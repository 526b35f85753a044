#pragma once

#include "theory/law/limit_law.hpp"

namespace plumbline {

/// The law of the limit from its Fokker-Planck equation, solved for L = log q in u = log t, kappa its noise share:
///
///   dL/du = kappa (L'' + L'^2) / 2 - (b L' + b'),   b(u, y) = y / 2 + (1 + kappa) / 2 G_{e^u}(y).
///
/// Method of lines: central differences of order 12 on a uniform grid (parabola beyond the ends), Fehlberg 7(8) with
/// error control in u, restarted at every jump of the guidance. It shares the scores with limit_law(), and nothing
/// else: no step formula, no quadrature of a kernel, no extrapolation in N. Error: the difference to a second solution
/// on a 1.25 times wider spacing. The explicit time step is bound by the square of the spacing, so narrow components
/// make it slow: it is here as a check.
LimitLaw fokker_planck_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options = {});

/// Whether fokker_planck_law() can be paid for: not where narrow components, or many, would ask the explicit solver for
/// more than about half a minute.
bool fokker_planck_is_affordable(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options = {});

/// The law of (26) by whichever method can be paid for: fokker_planck_law(), or limit_law().
LimitLaw affordable_limit_law(const GuidedPair& pair, const LimitSpec& spec, const LawOptions& options = {});

/// Int E f(Y_u) du along the same solution, one more component of the same system: for integrands with a heavy tail, on
/// which the extrapolation of limit_path_integral() settles late. It shares its law with fokker_planck_law().
Value fokker_planck_path_integral(const GuidedPair& pair, const LimitSpec& spec, const PathIntegrand& integrand,
                                  const LawOptions& options = {});

}  // namespace plumbline
