#include "results/compare/merge.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "results/table/monte_carlo.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw InputError(what, "merge", "merge runs of the same command that differ in --seed alone");
}

bool same_bits(const Values& a, const Values& b) {
  const auto* x = std::get_if<std::vector<double>>(&a);
  const auto* y = std::get_if<std::vector<double>>(&b);
  if (x == nullptr || y == nullptr) return a == b;
  return x->size() == y->size() && std::memcmp(x->data(), y->data(), x->size() * sizeof(double)) == 0;  // NaN == NaN
}

Provenance merged_provenance(const Provenance& a, const Provenance& b) {
  Provenance both = a;
  if (a.seeds.empty() || b.seeds.empty()) refuse("a file without a seed has nothing random to add up");
  for (const std::uint64_t seed : b.seeds) {
    if (std::find(a.seeds.begin(), a.seeds.end(), seed) != a.seeds.end()) {
      refuse("both files used seed " + std::to_string(seed));
    }
    both.seeds.push_back(seed);
  }
  if (a.cases != b.cases) refuse("the files are of other cases");
  both.command_line += "\n" + b.command_line;
  both.git_dirty = a.git_dirty || b.git_dirty;
  if (a.git_commit != b.git_commit) both.git_commit += " " + b.git_commit;
  if (a.cpu != b.cpu) both.cpu += "; " + b.cpu;
  both.end = std::max(a.end, b.end);
  return both;
}

Table merged_table(const std::string& name, const Table& a, const Table& b) {
  Table both(a.title(), a.command());
  for (const Axis& axis : a.axes()) {
    const Axis* twin = b.find_axis(axis.name);
    if (twin == nullptr || !same_bits(axis.values, twin->values)) refuse("axis " + name + "/" + axis.name + " differs");
    both.add_axis(axis);
  }
  std::set<std::string> done;
  for (const Dataset& dataset : a.datasets()) {
    if (done.contains(dataset.name)) continue;
    const Dataset* twin = b.find(dataset.name);
    const std::string where = name + "/" + dataset.name;
    if (twin == nullptr || twin->axes != dataset.axes) refuse("dataset " + where + " is not in both files");
    std::vector<Moments> moments = monte_carlo_moments(a, dataset.name);
    if (!moments.empty()) {
      const std::vector<Moments> other = monte_carlo_moments(b, dataset.name);
      if (other.size() != moments.size()) refuse("dataset " + where + " has moments in one file only");
      for (std::size_t i = 0; i < moments.size(); ++i) moments[i].merge(other[i]);
      const std::size_t n_before = both.datasets().size();
      add_monte_carlo(both, dataset, moments);
      for (std::size_t i = n_before; i < both.datasets().size(); ++i) done.insert(both.datasets()[i].name);
      continue;
    }
    Dataset sum = dataset;
    const auto* seconds = std::get_if<std::vector<double>>(&twin->values);
    if (dataset.units == "s" && seconds != nullptr && dataset.values.index() == twin->values.index()) {
      auto& total = std::get<std::vector<double>>(sum.values);
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += (*seconds)[i];
    } else if (!same_bits(dataset.values, twin->values)) {
      refuse("dataset " + where + " is not random and differs");
    }
    both.add(std::move(sum));
  }
  return both;
}

}  // namespace

Results merged(const Results& a, const Results& b) {
  Results both;
  both.provenance = merged_provenance(a.provenance, b.provenance);
  if (a.tables.size() != b.tables.size()) refuse("the files have other tables");
  for (const auto& [name, table] : a.tables) {
    const Table* twin = b.find(name);
    if (twin == nullptr) refuse("table " + name + " is in one file only");
    both.tables.emplace_back(name, merged_table(name, table, *twin));
  }
  return both;
}

}  // namespace plumbline
