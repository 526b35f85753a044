#pragma once

#include <array>
#include <string_view>

namespace plumbline {

/// The shapes of score error that are injected (claims E1 to E3). Shapes, scales and windows are our choice; each is
/// scaled to an exact size afterwards (theory/imperfect/imperfect_law.hpp).
enum class ErrorKind {
  worst_case,      ///< the most harmful direction to first order: along the gradient of the value function
  constant,        ///< the same everywhere: a wrong mean
  smooth,          ///< a smooth random field in (log t, y): random Fourier features, correlation length 1
  low_density,     ///< 1 where the noised base law is thin, 0 where it is not: what few samples teach badly
  early,           ///< constant during the first third of log t (noise)
  middle,          ///< ... the second third
  late,            ///< ... the last third (data)
  multiplicative,  ///< in proportion to the score: a wrong temperature
  fresh_noise,     ///< an independent Gaussian at each step: no field, see fresh_noise_law()
  round_to_float,  ///< both scores rounded to 24 bits: no free size, no smooth law (theory/imperfect/space_error.hpp)
  round_to_half    ///< ... to the 11 bits of IEEE half precision
};

/// Those of which there are exact laws of any size.
inline constexpr std::array<ErrorKind, 9> all_error_kinds = {
    ErrorKind::worst_case, ErrorKind::constant, ErrorKind::smooth,         ErrorKind::low_density, ErrorKind::early,
    ErrorKind::middle,     ErrorKind::late,     ErrorKind::multiplicative, ErrorKind::fresh_noise};

std::string_view name(ErrorKind kind);
/// Throws InputError for an unknown name, listing the known ones.
ErrorKind error_kind_from_name(std::string_view name);

/// Which estimate is wrong. Guidance multiplies an error of s by 1 + omega and one of s^J by -omega.
enum class ErrorTarget {
  guided,     ///< G itself
  base,       ///< s alone
  reweighted  ///< s^J alone
};

inline constexpr std::array<ErrorTarget, 3> all_error_targets = {ErrorTarget::guided, ErrorTarget::base,
                                                                 ErrorTarget::reweighted};

std::string_view name(ErrorTarget target);
ErrorTarget error_target_from_name(std::string_view name);

}  // namespace plumbline
