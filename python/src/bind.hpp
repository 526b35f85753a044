#pragma once

#include <nanobind/nanobind.h>

namespace plumbline::python {

namespace nb = nanobind;

/// Each adds its part to the module `plumbline._core`.
void bind_errors(nb::module_& module);
void bind_value(nb::module_& module);
void bind_case(nb::module_& module);
void bind_chain(nb::module_& module);
void bind_law(nb::module_& module);
void bind_plane_law(nb::module_& module);  // before bind_law, which speaks of it
void bind_check(nb::module_& module);
void bind_rule(nb::module_& module);
void bind_report(nb::module_& module);
void bind_study(nb::module_& module);
void bind_verify(nb::module_& module);

}  // namespace plumbline::python
