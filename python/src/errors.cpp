#include "python/src/errors.hpp"

#include <exception>

#include "python/src/bind.hpp"
#include "python/src/interruptible.hpp"

namespace plumbline::python {

void bind_errors(nb::module_& module) {
  nb::register_exception_translator([](const std::exception_ptr& failure, void*) {
    try {
      std::rethrow_exception(failure);
    } catch (const InputError& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });
  // Registered later, so asked first.
  nb::exception<OutOfReach>(module, "OutOfReach", PyExc_ValueError);
  module.attr("OutOfReach").attr("__doc__") =
      "A good question whose answer cannot be computed here: the line says why, and what to ask instead.";
  module.def(
      "n_running", [] { return n_running.load(); }, "How many computations run, those given up among them.");
}

}  // namespace plumbline::python
