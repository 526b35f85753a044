#include "theory/score/scores_in_time.hpp"

#include <boost/math/constants/constants.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace plumbline {
namespace {

constexpr std::size_t n_nodes_in_time = 20;

constexpr std::array noised_columns = {&NoisedScores<double>::log_density, &NoisedScores<double>::score,
                                       &NoisedScores<double>::log_h, &NoisedScores<double>::score_reweighted};

/// The field on the nodes of one panel.
class Panel {
 public:
  explicit Panel(const std::function<void(double x, NoisedScores<double>& out)>& field) : nodes_(n_nodes_in_time) {
    for (std::size_t j = 0; j < n_nodes_in_time; ++j) field(node(j), nodes_[j]);
  }

  /// By the barycentric formula; x in [-1, 1].
  void at(double x, NoisedScores<double>& out) const {
    std::array<double, n_nodes_in_time> shares{};
    double total = 0.0;
    for (std::size_t j = 0; j < n_nodes_in_time; ++j) {
      if (x == node(j)) {
        shares = {};
        shares[j] = total = 1.0;
        break;
      }
      const double weight = (j % 2 == 0 ? 1.0 : -1.0) * (j == 0 || j == n_nodes_in_time - 1 ? 0.5 : 1.0);
      total += shares[j] = weight / (x - node(j));
    }
    for (const auto column : noised_columns) {
      const Eigen::Index n = (nodes_.front().*column).size();
      if (n == 0) continue;
      Column<double>& sum = out.*column;
      sum = Column<double>::Zero(n);
      for (std::size_t j = 0; j < n_nodes_in_time; ++j) sum += shares[j] / total * (nodes_[j].*column);
    }
  }

 private:
  /// Node j of [-1, 1]: Chebyshev points with both ends.
  static double node(std::size_t j) {
    return -std::cos(boost::math::constants::pi<double>() * static_cast<double>(j) /
                     static_cast<double>(n_nodes_in_time - 1));
  }

  std::vector<NoisedScores<double>> nodes_;
};

/// In every value to 3e-14 (1 + |value|).
bool agree_in_time(const NoisedScores<double>& a, const NoisedScores<double>& b) {
  constexpr double tolerance = 3e-14;
  return std::ranges::all_of(noised_columns, [&](const auto column) {
    return ((a.*column - b.*column).abs() <= tolerance * (1.0 + (a.*column).abs())).all();
  });
}

/// The panels made so far. Panel (halvings, index) is that part of log t from index to index + 1, in units of
/// base_length halved so often.
class Panels {
  static constexpr std::array checks = {-0.98, 0.1, 0.98};  // none of them near a node
  static constexpr double base_length = 0.5;
  static constexpr int most_halvings = 5;
  static constexpr int patience = 12;

 public:
  explicit Panels(ScoreField field) : field_(std::move(field)) {}

  void at(double t, const Column<double>& y, NoisedScores<double>& out) {
    if (!same_points(y)) {
      entries_.clear();
      y_ = y;
    }
    const double u = std::log(t);
    double length = base_length;
    for (int halvings = 0; halvings <= most_halvings; ++halvings, length *= 0.5) {
      const double index = std::min(std::floor(u / length), -1.0);  // t = 1 ends the last panel
      Entry& entry = entries_[{halvings, index}];
      if (entry.halved) continue;
      const double middle = (index + 0.5) * length;
      if (!entry.panel) {
        if (halvings == 0 && ++entry.n_asked <= patience) break;
        make(entry, middle, 0.5 * length);
        if (entry.halved) continue;
      }
      return entry.panel->at((u - middle) / (0.5 * length), out);
    }
    field_(t, y, out);
  }

 private:
  struct Entry {
    int n_asked = 0;
    std::unique_ptr<const Panel> panel;
    bool halved = false;
  };

  bool same_points(const Column<double>& y) const { return y.size() == y_.size() && (y == y_).all(); }

  void make(Entry& entry, double middle, double half_length) {
    const auto exact = [&](double x, NoisedScores<double>& out) {
      field_(std::exp(middle + half_length * x), y_, out);
    };
    auto panel = std::make_unique<const Panel>(exact);
    NoisedScores<double> expected;
    NoisedScores<double> found;
    entry.halved = std::ranges::any_of(checks, [&](double x) {
      exact(x, expected);
      panel->at(x, found);
      return !agree_in_time(expected, found);
    });
    if (!entry.halved) entry.panel = std::move(panel);
  }

  ScoreField field_;
  Column<double> y_;
  std::map<std::pair<int, double>, Entry> entries_;
};

}  // namespace

ScoreField interpolated_in_time(ScoreField field) {
  return [panels = std::make_shared<Panels>(std::move(field))](const double& t, const Column<double>& y,
                                                               NoisedScores<double>& out) { panels->at(t, y, out); };
}

}  // namespace plumbline
