#include "verify/study/axes.hpp"

#include <numeric>

namespace plumbline {

StudyAxis case_axis(const std::vector<Case>& cases) {
  std::vector<std::string> names;
  for (const Case& problem : cases) names.push_back(problem.name);
  return {{"case", "1", "data law", names}, names};
}

StudyAxis index_axis(const std::string& name, std::size_t size) {
  std::vector<std::int64_t> indices(size);
  std::iota(indices.begin(), indices.end(), 0);
  return number_axis(name, "index", indices, "{}");
}

StudyAxis steps_axis(const std::vector<std::int64_t>& steps) {
  return number_axis("steps", "number of transitions", steps, "N = {}");
}

StudyAxis scale_axis(const std::vector<double>& scales) {
  return number_axis("w", "guidance scale", scales, "w = {:.3g}");
}

Place::Place(const std::vector<StudyAxis>& axes, std::size_t unit) : axes_(axes), indices_(axes.size()) {
  for (std::size_t i = axes.size(); i-- > 0;) {
    indices_[i] = unit % axes[i].size();
    unit /= axes[i].size();
  }
}

std::size_t Place::operator[](std::string_view axis) const {
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (axes_[i].axis.name == axis) return indices_[i];
  }
  return 0;
}

std::string Place::told() const {
  std::string text;
  for (std::size_t i = 0; i < axes_.size(); ++i) text += (i > 0 ? " " : "") + axes_[i].told[indices_[i]];
  return text;
}

std::size_t product_of(const std::vector<StudyAxis>& axes) {
  std::size_t product = 1;
  for (const StudyAxis& axis : axes) product *= axis.size();
  return product;
}

}  // namespace plumbline
