#include "theory/problem/chain.hpp"

#include "theory/base/names.hpp"

namespace plumbline {
namespace {

constexpr std::array<Named<Start>, 3> start_names = {{
    {Start::exact, "exact"},
    {Start::gaussian, "gaussian"},
    {Start::reweighted, "reweighted"},
}};

}  // namespace

std::string_view name(Start start) { return name_of(start, start_names); }
Start start_from_name(std::string_view text) { return from_name(text, start_names, "start"); }

}  // namespace plumbline
