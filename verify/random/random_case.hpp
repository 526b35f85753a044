#pragma once

#include <string>

#include "theory/base/quantities.hpp"

namespace plumbline {

/// "random 7".
std::string random_case_name(Seed seed);

/// The TOML text of a valid case that nobody has chosen, the same everywhere for the same seed.
///
/// Three in four are on the line, the others in 2 to 6 dimensions. One to six components, standard deviations 0.2 to
/// 1.7, sometimes all the same, sometimes all at one place; seven in ten are guided toward a class (that may be the only
/// one), the others toward a reward or away from a cost, a bump or an exponential of a linear form.
std::string random_case_text(Seed seed);

}  // namespace plumbline
