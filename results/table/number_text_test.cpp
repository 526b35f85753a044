#include "results/table/number_text.hpp"

#include <cmath>

#include "verify/testing/catch.hpp"

using namespace plumbline;

TEST_CASE("values print with the digits that their errors warrant", "[exact]") {
  CHECK(value_text(1.169418123, 2.1e-5) == "1.16942(3)");
  CHECK(value_text(1.0, 5.1e-5) == "1.00000(6)");
  CHECK(value_text(0.99795, 0.01) == "0.998(10)");
  CHECK(value_text(0.998, 0.0202) == "1.00(3)");
  CHECK(value_text(0.998, 0.0195) == "1.00(2)");
  CHECK(value_text(0.998, 0.019) == "0.998(19)");
  CHECK(value_text(1.1704, 3e-4) == "1.1704(3)");
  CHECK(value_text(1234.5678, 25.0) == "1.23(3)e+03");
  CHECK(value_text(1234.5678, 1.5) == "1234.6(15)");
  CHECK(value_text(-0.5, 0.25) == "-0.5(3)");
  CHECK(value_text(1.5e-12, 2e-14) == "1.50(2)e-12");
  CHECK(value_text(3e-7, 1e-3) == "0.0000(10)");
  CHECK(value_text(0.0, 1e-3) == "0.0000(10)");
  CHECK(value_text(1e-12, 2e-10) == "0(2)e-10");
  CHECK(value_text(1.0, 1e-30) == "1.0000000000000000(1)");
  CHECK(value_text(2.0, 0.0) == "2");
  CHECK(value_text(INFINITY, 0.0) == "inf");
  CHECK(value_text(NAN, 0.1) == "-");
  CHECK(value_text(3.0, INFINITY) == "3 +- inf");
  CHECK(value_text(1.23456789, 1e-8, 3) == "1.23(1)");
  CHECK(value_text(1.23456789, 0.2, 3) == "1.2(2)");
  CHECK(value_text(1.23456789, 0.0, 3) == "1.23");
}

TEST_CASE("the printed value and error hold the value and its error", "[exact]") {
  for (int i = 1; i < 2000; ++i) {
    const double value = std::sin(i) * std::pow(10.0, i % 23 - 11), error = std::abs(value) * std::pow(10.0, -(i % 13));
    const std::string text = value_text(value, error);
    const std::size_t open = text.find('('), close = text.find(')');
    REQUIRE(open != text.npos);
    const std::string mantissa = text.substr(0, open), tail = text.substr(close + 1);
    const std::size_t point = mantissa.find('.');
    const double scale = tail.empty() ? 1.0 : std::stod("1" + tail);
    const double place =
        scale * std::pow(10.0, point == mantissa.npos ? 0.0 : -static_cast<double>(mantissa.size() - point - 1));
    INFO(text << " for " << value << " +- " << error);
    const double shown = std::stod(mantissa) * scale, units = std::stod(text.substr(open + 1));
    CHECK(std::abs(shown - value) <= 0.5001 * place + 1e-15 * std::abs(value));
    CHECK(units * place >= 0.99999 * error);
    CHECK(units * place <= error + 1.0001 * place);
    CHECK(units < 20.0);
  }
}

TEST_CASE("whole numbers print whole", "[exact]") {
  CHECK(number_text(20260101.0) == "20260101");
  CHECK(number_text(-3.0) == "-3");
  CHECK(number_text(1234567.8) == "1.23457e+06");
  CHECK(number_text(1e20) == "1e+20");
  CHECK(number_text(-INFINITY) == "-inf");
}
