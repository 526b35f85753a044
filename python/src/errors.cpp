#include "python/src/errors.hpp"

#include <exception>

#include "python/src/bind.hpp"
#include "python/src/interruptible.hpp"
#include "results/store/output_error.hpp"
#include "theory/base/out_of_reach.hpp"

namespace plumbline::python {

/// Bad input is a ValueError, what no computation reaches a plumbline.OutOfReach, what cannot be written an OSError,
/// each with the one line that the command prints.
void bind_errors(nb::module_& module) {
  nb::register_exception_translator([](const std::exception_ptr& failure, void*) {
    try {
      std::rethrow_exception(failure);
    } catch (const InputError& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    } catch (const OutputError& error) {
      PyErr_SetString(PyExc_OSError, error.what());
    }
  });
  // Registered later, so asked first.
  const nb::exception<OutOfReach> out_of_reach(module, "OutOfReach", PyExc_ValueError);
  module.attr("OutOfReach").attr("__doc__") =
      "A good question whose answer cannot be computed here: the line says why, and what to ask instead.";
  nb::register_exception_translator(
      [](const std::exception_ptr& failure, void* type) {
        try {
          std::rethrow_exception(failure);
        } catch (const plumbline::OutOfReach& error) {
          PyErr_SetString(static_cast<PyObject*>(type), error.what());
        }
      },
      out_of_reach.ptr());
  module.def(
      "n_running", [] { return n_running.load(); }, "How many computations run, those given up among them.");
}

}  // namespace plumbline::python
