#include "theory/problem/scheme.hpp"

#include "theory/base/names.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<Scheme>, 3> scheme_names = {{
    {Scheme::ddpm, "ddpm"},
    {Scheme::exponential, "exponential"},
    {Scheme::euler, "euler"},
}};

}  // namespace

std::string_view name(Scheme scheme) { return name_of(scheme, scheme_names); }
Scheme scheme_from_name(std::string_view text) { return from_name(text, scheme_names, "scheme"); }

}  // namespace plumbline
