#include "results/moments.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace plumbline {

double Moments::standard_error() const {
  if (n < 2) return std::numeric_limits<double>::infinity();
  const double count = static_cast<double>(n);
  return std::sqrt(m2 / (count - 1.0) / count);
}

double Moments::kurtosis() const {
  if (!(m2 > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  return m4 * static_cast<double>(n) / (m2 * m2);
}

Moments merged(const Moments& a, const Moments& b) {
  if (a.n == 0) return b;
  if (b.n == 0) return a;
  const double na = static_cast<double>(a.n);
  const double nb = static_cast<double>(b.n);
  const double n = na + nb;
  const double delta = b.mean() - a.mean();
  const double delta2 = delta * delta;
  Moments both;
  both.n = a.n + b.n;
  both.sum = a.sum + b.sum;
  both.m2 = a.m2 + b.m2 + delta2 * na * nb / n;
  both.m3 = a.m3 + b.m3 + delta2 * delta * na * nb * (na - nb) / (n * n) + 3.0 * delta * (na * b.m2 - nb * a.m2) / n;
  both.m4 = a.m4 + b.m4 + delta2 * delta2 * na * nb * (na * na - na * nb + nb * nb) / (n * n * n) +
            6.0 * delta2 * (na * na * b.m2 + nb * nb * a.m2) / (n * n) + 4.0 * delta * (na * b.m3 - nb * a.m3) / n;
  return both;
}

Table& add_monte_carlo(Table& table, const std::string& name, const std::vector<Moments>& moments,
                       const std::string& long_name, const std::string& units, const std::vector<std::string>& axes) {
  std::vector<double> mean, error, sum, m2, m3, m4;
  std::vector<std::int64_t> n;
  for (const Moments& row : moments) {
    mean.push_back(row.mean());
    error.push_back(row.standard_error());
    n.push_back(row.n);
    sum.push_back(row.sum);
    m2.push_back(row.m2);
    m3.push_back(row.m3);
    m4.push_back(row.m4);
  }
  // Powers of a pure number are pure numbers.
  const auto power = [&](int k) { return units == "1" ? units : "(" + units + ")" + std::to_string(k); };
  table.add({name, units, long_name, axes, std::move(mean)});
  table.add({name + "_error", units, "standard error of " + long_name, axes, std::move(error)});
  table.add({name + "_n", "1", "number of samples of " + long_name, axes, std::move(n)});
  table.add({name + "_sum", units, "sum of the samples of " + long_name, axes, std::move(sum)});
  table.add({name + "_m2", power(2), "sum of squared deviations of " + long_name, axes, std::move(m2)});
  table.add({name + "_m3", power(3), "sum of cubed deviations of " + long_name, axes, std::move(m3)});
  return table.add({name + "_m4", power(4), "sum of fourth powers of deviations of " + long_name, axes, std::move(m4)});
}

std::vector<Moments> monte_carlo_moments(const Table& table, const std::string& name) {
  const Dataset* n = table.find(name + "_n");
  const Dataset* powers[] = {table.find(name + "_sum"), table.find(name + "_m2"), table.find(name + "_m3"),
                             table.find(name + "_m4")};
  if (n == nullptr || !std::holds_alternative<std::vector<std::int64_t>>(n->values)) return {};
  const auto& counts = std::get<std::vector<std::int64_t>>(n->values);
  for (const Dataset* power : powers) {
    if (power == nullptr || !std::holds_alternative<std::vector<double>>(power->values)) return {};
    if (column_size(power->values) != counts.size()) return {};
  }
  std::vector<Moments> moments;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto at = [&](int k) { return std::get<std::vector<double>>(powers[k]->values)[i]; };
    moments.push_back({counts[i], at(0), at(1), at(2), at(3)});
  }
  return moments;
}

std::vector<std::string> monte_carlo_names(const Table& table) {
  std::vector<std::string> names;
  for (const Dataset& dataset : table.datasets()) {
    if (!monte_carlo_moments(table, dataset.name).empty()) names.push_back(dataset.name);
  }
  return names;
}

}  // namespace plumbline
