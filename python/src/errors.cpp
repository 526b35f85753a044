#include <exception>

#include "python/src/bind.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline::python {

/// Bad input is a ValueError with the same one line that the command prints.
void bind_errors(nb::module_&) {
  nb::register_exception_translator([](const std::exception_ptr& failure, void*) {
    try {
      std::rethrow_exception(failure);
    } catch (const InputError& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });
}

}  // namespace plumbline::python
