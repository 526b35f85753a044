#include "theory/problem/error_kind.hpp"

#include "theory/base/names.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<ErrorKind>, 11> error_kind_names = {{
    {ErrorKind::constant, "constant"},
    {ErrorKind::smooth, "smooth"},
    {ErrorKind::low_density, "low-density"},
    {ErrorKind::early, "early"},
    {ErrorKind::middle, "middle"},
    {ErrorKind::late, "late"},
    {ErrorKind::multiplicative, "multiplicative"},
    {ErrorKind::worst_case, "worst-case"},
    {ErrorKind::fresh_noise, "fresh-noise"},
    {ErrorKind::round_to_float, "round-to-float"},
    {ErrorKind::round_to_half, "round-to-half"},
}};

constexpr std::array<Named<ErrorTarget>, 3> error_target_names = {{
    {ErrorTarget::guided, "guided"},
    {ErrorTarget::base, "base"},
    {ErrorTarget::reweighted, "reweighted"},
}};

}  // namespace

std::string_view name(ErrorKind kind) { return name_of(kind, error_kind_names); }
ErrorKind error_kind_from_name(std::string_view text) {
  return from_name(text, error_kind_names, "kind of score error");
}

std::string_view name(ErrorTarget target) { return name_of(target, error_target_names); }
ErrorTarget error_target_from_name(std::string_view text) {
  return from_name(text, error_target_names, "target of the score error");
}

}  // namespace plumbline
