#include "results/compare/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <map>

#include "results/compare/sample_changes.hpp"
#include "results/table/monte_carlo.hpp"
#include "results/table/number_text.hpp"
#include "results/table/rows.hpp"

namespace plumbline {
namespace {

// Numbers without a stated error are the same up to the rounding of another compiler.
constexpr double kRounding = 1e-9;

std::string label_of(const Table& table, const Block& block, std::size_t row) {
  // Checks of claims are numbered as they ran; what they are is in these columns.
  if (block.axes.size() == 1 && block.axes[0]->name == "claim_row") {
    std::string label;
    for (const char* column : {"id", "case_name", "what"}) {
      const Dataset* dataset = table.find(column);
      if (dataset != nullptr) label += (label.empty() ? "" : " ") + element_text(dataset->values, row);
    }
    return label;
  }
  std::string label;
  for (const std::string& part : block.labels(row)) label += (label.empty() ? "" : " ") + part;
  return label;
}

// Rows by label; equal labels are told apart by their order.
std::map<std::string, std::size_t> rows_by_label(const Table& table, const Block& block) {
  std::map<std::string, std::size_t> rows;
  for (std::size_t row = 0; row < block.n_rows; ++row) {
    const std::string label = label_of(table, block, row);
    std::string unique = label;
    for (int k = 2; rows.contains(unique); ++k) unique = fmt::format("{} #{}", label, k);
    rows[unique] = row;
  }
  return rows;
}

// Columns of the checks that follow from the others, and move in their last digits with each of them.
bool is_derived(const std::string& dataset) {
  return dataset == "allowance" || dataset == "margin" || dataset == "false_alarm";
}

bool same_axes(const Block& a, const Block& b) {
  return std::equal(a.axes.begin(), a.axes.end(), b.axes.begin(), b.axes.end(),
                    [](const Axis* x, const Axis* y) { return x->name == y->name; });
}

// Larger is better; -1 for texts and numbers that are no outcome.
int rank_of_outcome(const std::string& dataset, const std::string& text) {
  if (dataset == "caught") return text == "1" ? 1 : 0;
  if (dataset != "verdict") return -1;
  return text.starts_with("HOLDS") ? 2 : text.starts_with("INCONCLUSIVE") ? 1 : text.starts_with("VIOLATED") ? 0 : -1;
}

class Comparer {
 public:
  Comparer(const Results& old_results, const Results& new_results, Scope scope)
      : old_(old_results), new_(new_results), scope_(scope) {
    for (const std::uint64_t seed : old_.provenance.seeds) {
      const auto& seeds = new_.provenance.seeds;
      independent_ = independent_ && std::find(seeds.begin(), seeds.end(), seed) == seeds.end();
    }
    std::size_t n_means = 1;
    for (const auto& [name, table] : old_.tables) {
      for (const std::string& dataset : monte_carlo_names(table)) n_means += values_size(table.find(dataset)->values);
    }
    const boost::math::normal_distribution<> normal;
    z_ = boost::math::quantile(boost::math::complement(normal, kComparisonFalseAlarm / 2.0 / static_cast<double>(n_means)));
  }

  Comparison run() {
    for (const CaseText& before : old_.provenance.cases) {
      for (const CaseText& after : new_.provenance.cases) {
        if (before.name != after.name || before.text == after.text) continue;
        comparison_.changes.push_back(
            {.kind = Change::Kind::inputs, .row = before.name, .old_text = "one text", .new_text = "another"});
      }
    }
    for (const auto& [name, table] : old_.tables) {
      table_ = name;
      const Table* other = new_.find(name);
      if (other == nullptr) {
        add_missing("");
      } else if (is_sample(table) && is_sample(*other)) {
        for (Change& change : sample_changes(table, *other, comparison_.n_values)) add(std::move(change));
      } else {
        compare_tables(table, *other);
      }
    }
    for (const auto& [name, table] : new_.tables) {
      table_ = name;
      if (old_.find(name) == nullptr) add({.kind = Change::Kind::added});
    }
    return std::move(comparison_);
  }

 private:
  void add(Change change) {
    change.table = table_;
    comparison_.changes.push_back(std::move(change));
  }

  // A row, or with an empty label the whole table.
  void add_missing(const std::string& row) {
    if (scope_ == Scope::part) {
      ++comparison_.n_left_out;
    } else {
      add({.kind = Change::Kind::missing, .row = row, .regression = true});
    }
  }

  void compare_tables(const Table& before, const Table& after) {
    const std::vector<Block> old_blocks = blocks(before);
    const std::vector<Block> new_blocks = blocks(after);
    for (const Block& block : old_blocks) {
      const auto other = std::find_if(new_blocks.begin(), new_blocks.end(),
                                      [&](const Block& candidate) { return same_axes(block, candidate); });
      if (other == new_blocks.end()) {
        for (const Dataset* dataset : block.datasets) {
          add({.kind = Change::Kind::missing, .dataset = dataset->name, .regression = true});
        }
        continue;
      }
      const auto old_rows = rows_by_label(before, block);
      const auto new_rows = rows_by_label(after, *other);
      for (const auto& [label, row] : old_rows) {
        if (!new_rows.contains(label)) add_missing(label);
      }
      for (const auto& [label, row] : new_rows) {
        if (!old_rows.contains(label)) add({.kind = Change::Kind::added, .row = label});
      }
      for (const Dataset* dataset : block.datasets) {
        if (is_companion(before, dataset->name) || dataset->units == "s" || is_derived(dataset->name)) continue;
        const Dataset* twin = after.find(dataset->name);
        if (twin == nullptr || !same_axes(*other, axes_of(after, *twin)) ||
            twin->values.index() != dataset->values.index()) {
          add({.kind = Change::Kind::missing, .dataset = dataset->name, .regression = true});
          continue;
        }
        for (const auto& [label, row] : old_rows) {
          const auto found = new_rows.find(label);
          if (found != new_rows.end()) compare_values(before, after, *dataset, *twin, label, row, found->second);
        }
      }
    }
  }

  static Block axes_of(const Table& table, const Dataset& dataset) {
    Block block;
    for (const std::string& name : dataset.axes) block.axes.push_back(table.find_axis(name));
    return block;
  }

  void compare_values(const Table& before, const Table& after, const Dataset& dataset, const Dataset& twin,
                      const std::string& label, std::size_t old_row, std::size_t new_row) {
    ++comparison_.n_values;
    Change change{.kind = Change::Kind::unsure,
                  .row = label,
                  .dataset = dataset.name,
                  .old_text = element_text(dataset.values, old_row),
                  .new_text = element_text(twin.values, new_row)};
    const auto* numbers = std::get_if<std::vector<double>>(&dataset.values);
    if (numbers == nullptr) {
      if (change.old_text == change.new_text) return;
      const int old_rank = rank_of_outcome(dataset.name, change.old_text);
      const int new_rank = rank_of_outcome(dataset.name, change.new_text);
      if (old_rank >= 0) change.kind = Change::Kind::outcome;
      change.regression = new_rank < old_rank;
      add(change);
      return;
    }
    const double x = (*numbers)[old_row];
    const double y = std::get<std::vector<double>>(twin.values)[new_row];
    if ((std::isnan(x) && std::isnan(y)) || x == y) return;
    const std::vector<double>* old_errors = errors_of(before, dataset.name);
    const std::vector<double>* new_errors = errors_of(after, dataset.name);
    const bool stated = old_errors != nullptr && new_errors != nullptr;
    const double old_error = stated ? (*old_errors)[old_row] : 0.0;
    const double new_error = stated ? (*new_errors)[new_row] : 0.0;
    if (stated) {
      change.old_text = value_text(x, old_error);
      change.new_text = value_text(y, new_error);
    }
    const bool random = independent_ && !monte_carlo_moments(before, dataset.name).empty();
    const double allowance = random   ? z_ * std::hypot(old_error, new_error)
                             : stated ? old_error + new_error
                                      : kRounding * std::fmax(std::abs(x), std::abs(y));
    // Written so that NaN and infinity against a number are changes.
    if (!(std::abs(y - x) <= allowance)) {
      change.kind = stated ? Change::Kind::value : Change::Kind::unsure;
      change.n_errors = std::abs(y - x) / allowance;
      change.regression = stated;
      add(change);
    } else if (new_error > 2.0 * old_error && !random) {
      change.kind = Change::Kind::error;
      add(change);
    }
  }

  const Results& old_;
  const Results& new_;
  Scope scope_;
  bool independent_ = true;
  double z_ = 0.0;
  std::string table_;
  Comparison comparison_;
};

}  // namespace

bool Comparison::regression() const {
  return std::any_of(changes.begin(), changes.end(), [](const Change& change) { return change.regression; });
}

Comparison compare(const Results& old_results, const Results& new_results, Scope scope) {
  return Comparer(old_results, new_results, scope).run();
}

}  // namespace plumbline
