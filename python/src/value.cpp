#include <fmt/format.h>
#include <nanobind/operators.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>

#include <cmath>
#include <string>
#include <tuple>

#include "python/src/bind.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/value_arithmetic.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline::python {

namespace {

Value exact(double number) { return {number, 0.0, ""}; }

/// Its text, as Python's print, repr, format and pickle ask for it.
void bind_text(nb::class_<Value>& value) {
  value.def("__float__", [](const Value& self) { return self.value; })
      .def("__str__", [](const Value& self) { return format_value(self); })
      .def("__repr__", [](const Value& self) { return fmt::format("Value({})", format_value(self)); })
      .def("__format__",
           [](const Value& self, const std::string& spec) {
             if (spec.empty()) return format_value(self);
             return nb::cast<std::string>(nb::module_::import_("builtins").attr("format")(self.value, spec));
           })
      .def("__getstate__", [](const Value& self) { return std::make_tuple(self.value, self.error, self.how); })
      .def("__setstate__", [](Value& self, const std::tuple<double, double, std::string>& state) {
        new (&self) Value{std::get<0>(state), std::get<1>(state), std::get<2>(state)};
      });
}

void bind_comparisons(nb::class_<Value>& value) {
  using namespace nb::literals;
  value
      .def(
          "__eq__",
          [](const Value& a, nb::object other) {
            if (!nb::isinstance<Value>(other)) return false;
            const auto b = nb::cast<Value>(other);
            return a.value == b.value && a.error == b.error;
          },
          "other"_a.none())
      .def("__hash__", [](const Value& self) { return nb::hash(nb::make_tuple(self.value, self.error)); })
      .def(
          "is_finite", [](const Value& self) { return std::isfinite(self.value); }, "Whether the value is a number.")
      .def(
          "agrees_with",
          [](const Value& a, const Value& b) {
            return a.value == b.value || std::abs(a.value - b.value) <= a.error + b.error;
          },
          "other"_a, "Whether the two lie within both errors of one another.");
}

void bind_arithmetic(nb::class_<Value>& value) {
  value.def(-nb::self)
      .def("__pos__", [](const Value& self) { return self; })
      .def("__abs__", [](const Value& self) { return abs(self); })
      .def(nb::self + nb::self)
      .def(nb::self - nb::self)
      .def(nb::self * nb::self)
      .def(nb::self / nb::self)
      // The same with numbers: conversions alone would leave type checkers without them.
      .def(
          "__add__", [](const Value& self, double other) { return self + exact(other); }, nb::is_operator())
      .def(
          "__sub__", [](const Value& self, double other) { return self - exact(other); }, nb::is_operator())
      .def(
          "__mul__", [](const Value& self, double other) { return other * self; }, nb::is_operator())
      .def(
          "__truediv__", [](const Value& self, double other) { return self / exact(other); }, nb::is_operator())
      .def(
          "__radd__", [](const Value& self, double other) { return exact(other) + self; }, nb::is_operator())
      .def(
          "__rsub__", [](const Value& self, double other) { return exact(other) - self; }, nb::is_operator())
      .def(
          "__rmul__", [](const Value& self, double other) { return other * self; }, nb::is_operator())
      .def(
          "__rtruediv__", [](const Value& self, double other) { return exact(other) / self; }, nb::is_operator())
      .def(
          "sqrt", [](const Value& self) { return sqrt(self); }, "Square root, with its error.")
      .def(
          "log", [](const Value& self) { return log(self); }, "Natural logarithm, with its error.")
      .def(
          "exp", [](const Value& self) { return exp(self); }, "Exponential, with its error.");
  nb::implicitly_convertible<double, Value>();
}

}  // namespace

void bind_value(nb::module_& module) {
  using namespace nb::literals;
  nb::class_<Value> value(
      module, "Value",
      "A number that carries its error: the truth is believed to lie within `value` +- `error`.\n\n"
      "`how` names the method. For exact values the error comes from refinement (two grids, precisions or\n"
      "rules), for Monte Carlo it is one standard error. Infinite values have error 0. Formats as\n"
      "1.1704(3); with a format of its own, as its value; float() gives the value.\n\n"
      "``+ - * /``, abs, sqrt(), log() and exp() (numpy's too) of Values and numbers are Values, whose error\n"
      "holds whatever ties the errors of the operands; what has no answer, such as inf - inf, is NaN.");
  value
      .def(
          "__init__",
          [](Value* self, double number, double error, const std::string& how) {
            if (!(error >= 0.0)) throw InputError(fmt::format("error {} is not >= 0", error), "Value", "give its size");
            new (self) Value{number, error, how};
          },
          "value"_a, "error"_a = 0.0, "how"_a = "")
      .def_ro("value", &Value::value, "The number; inf or NaN where there is none.")
      .def_ro("error", &Value::error, "How far the truth may lie from it, >= 0.")
      .def_ro("how", &Value::how, "The method in a few words.");
  bind_text(value);
  bind_comparisons(value);
  bind_arithmetic(value);
}

}  // namespace plumbline::python
