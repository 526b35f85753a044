#include "theory/cases/case.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "theory/base/input_error.hpp"
#include "theory/cases/built_in.hpp"
#include "theory/cases/case_text.hpp"
#include "theory/cases/guidance_toml.hpp"
#include "theory/cases/toml_values.hpp"

namespace plumbline {
namespace {

Covariance parse_covariance(TomlNode node, Eigen::Index dimension, const std::string& where) {
  if (node.is_number()) return Covariance::isotropic(dimension, require_number(node, "covariance", where));
  const toml::array* rows = node.as_array();
  if (rows == nullptr || rows->empty()) {
    throw InputError("covariance is missing", where, "give a number, a list (diagonal) or a list of lists (full)");
  }
  if (!rows->get(0)->is_array()) return Covariance::diagonal(require_numbers(rows, "covariance", where));
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(rows->size()), dimension);
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const Eigen::VectorXd row = require_numbers(rows->get(i)->as_array(), "covariance", where);
    if (row.size() != dimension) {
      throw InputError(
          fmt::format("row {} of covariance has {} numbers, the mean has {}", i + 1, row.size(), dimension), where,
          "give d rows of d numbers");
    }
    matrix.row(static_cast<Eigen::Index>(i)) = row.transpose();
  }
  return Covariance::full(matrix);
}

Component parse_component(const toml::table& table, const std::string& where) {
  require_known_keys(table, {"weight", "mean", "covariance", "class"}, where);
  const Eigen::VectorXd mean = require_numbers(table["mean"].as_array(), "mean", where);
  try {
    return {require_number(table["weight"], "weight", where),
            {mean, parse_covariance(table["covariance"], mean.size(), where)},
            table.contains("class") ? require_class(table["class"], where) : 0};
  } catch (const InputError& error) {
    const std::string message = error.what();
    if (message.starts_with("covariance")) throw InputError(message.substr(12), where, "see theory/cases");
    throw;
  }
}

/// [points]: equal weights on the rows of a dataset of shape (n, d), with labels from another one of shape (n) if
/// asked.
Mixture parse_points(const toml::table& points, const std::string& origin, const PointsReader& read_points) {
  const std::string where = origin + ", [points]";
  require_known_keys(points, {"file", "dataset", "classes"}, where);
  const std::string file = require_string(points, "file", where);
  const Eigen::MatrixXd x = read_points(file, require_string(points, "dataset", where));
  if (x.size() == 0) throw InputError("the dataset is empty", where, "give n rows of d numbers");
  Eigen::VectorXd labels = Eigen::VectorXd::Zero(x.rows());
  if (points.contains("classes")) {
    const Eigen::MatrixXd read = read_points(file, require_string(points, "classes", where));
    if (read.size() != x.rows()) {
      throw InputError(fmt::format("{} classes for {} points", read.size(), x.rows()), where, "give one class a point");
    }
    labels = read.reshaped();
  }
  std::vector<Component> components;
  for (Eigen::Index k = 0; k < x.rows(); ++k) {
    components.push_back({1.0 / static_cast<double>(x.rows()),
                          {x.row(k).transpose(), Covariance::isotropic(x.cols(), 0.0)},
                          static_cast<int>(labels[k])});
  }
  return Mixture(std::move(components), where);
}

Mixture parse_mixture(const toml::table& root, const std::string& origin, const PointsReader& read_points) {
  if (root.contains("points")) {
    const toml::table* points = root["points"].as_table();
    if (points == nullptr || root.contains("component")) {
      throw InputError("[points] is not a table, or stands beside [[component]]", origin,
                       "give either [points] or [[component]]");
    }
    return parse_points(*points, origin, read_points);
  }
  const toml::array* tables = root["component"].as_array();
  if (tables == nullptr) throw InputError("no [[component]]", origin, "give [[component]] or [points]");
  std::vector<Component> components;
  for (std::size_t k = 0; k < tables->size(); ++k) {
    const std::string where = fmt::format("{}, component {}", origin, k + 1);
    const toml::table* table = tables->get(k)->as_table();
    if (table == nullptr) throw InputError("component is not a table", where, "write [[component]]");
    components.push_back(parse_component(*table, where));
  }
  return Mixture(std::move(components), origin);
}

/// A fingerprint of the numbers of a cloud (FNV-1a, 64 bits): two clouds of one case text are two problems.
std::uint64_t fingerprint(const Eigen::MatrixXd& numbers) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const double number : numbers.reshaped()) {
    for (const char byte : std::bit_cast<std::array<char, sizeof(double)>>(number)) {
      hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    }
  }
  return hash;
}

/// Reads the points that the file asks for beside itself, and keeps which these were.
Case case_of_file(const std::string& path, const PointsReader& reader) {
  std::vector<std::string> files{path};
  std::string comment;
  PointsReader beside;
  if (reader) {
    beside = [&](const std::string& file, const std::string& dataset) {
      const std::string found = (std::filesystem::path(path).parent_path() / file).string();
      const Eigen::MatrixXd numbers = reader(found, dataset);
      if (std::find(files.begin(), files.end(), found) == files.end()) files.push_back(found);
      comment += fmt::format("# {} of {}: {} x {} numbers, fingerprint {:016x}\n", dataset, file, numbers.rows(),
                             numbers.cols(), fingerprint(numbers));
      return numbers;
    };
  }
  Case found = parse_case(read_case_text(path), path, beside);
  found.text += comment.empty() ? "" : "\n" + comment;
  found.files = std::move(files);
  return found;
}

/// Stands in where the program gave no reader.
Eigen::MatrixXd no_points(const std::string& file, const std::string& dataset) {
  throw InputError(fmt::format("cannot read {} of \"{}\" here", dataset, file), "points",
                   "use a command that reads point clouds, or [[component]]");
}

}  // namespace

Case parse_case(const std::string& text, const std::string& origin, const PointsReader& reader) {
  require_moderate(text, origin);
  toml::table root;
  try {
    root = toml::parse(text, origin);
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("malformed TOML: {} (line {})", error.description(), error.source().begin.line),
                     origin, "mend the line, see theory/cases for examples");
  }
  const std::string about = root.contains("about") ? require_string(root, "about", origin) : "";
  require_known_keys(root, {"name", "about", "component", "points", "guidance"}, origin);
  const PointsReader read_points = reader ? reader : no_points;
  Mixture mixture = parse_mixture(root, origin, read_points);
  GuidedPair pair = parse_guidance(root, mixture, origin, read_points);
  return {require_string(root, "name", origin), about, text, std::move(mixture), std::move(pair), {}};
}

std::vector<std::string> built_in_case_names() {
  std::vector<std::string> names;
  for (const BuiltInCase& built_in : built_in_cases) names.emplace_back(built_in.name);
  return names;
}

Case load_case(const std::string& name_or_path, const PointsReader& reader) {
  std::string known;
  for (const BuiltInCase& built_in : built_in_cases) {
    if (name_or_path == built_in.name) return parse_case(built_in.text, fmt::format("built-in {}", name_or_path));
    known += (known.empty() ? "" : ", ") + std::string(built_in.name);
  }
  if (!std::filesystem::exists(name_or_path)) {
    throw InputError(fmt::format("no built-in case and no file \"{}\"", name_or_path), "case",
                     fmt::format("choose one of {} or give the path of a case file", known));
  }
  return case_of_file(name_or_path, reader);
}

}  // namespace plumbline
