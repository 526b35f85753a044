#include "python/src/bind.hpp"

NB_MODULE(_core, module) {
  module.doc() = "The compiled part of plumbline; the package `plumbline` is its face.";
  plumbline::python::bind_errors(module);
  plumbline::python::bind_value(module);
  plumbline::python::bind_case(module);
  plumbline::python::bind_chain(module);
  plumbline::python::bind_plane_law(module);
  plumbline::python::bind_law(module);
  plumbline::python::bind_check(module);
  plumbline::python::bind_rule(module);
  plumbline::python::bind_report(module);
  plumbline::python::bind_study(module);
  plumbline::python::bind_verify(module);
}
