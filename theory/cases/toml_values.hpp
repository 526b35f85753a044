#pragma once

#include <toml++/toml.h>
#include <Eigen/Core>

#include <initializer_list>
#include <string>
#include <string_view>

namespace plumbline {

/// Typed values from a TOML table, or an InputError that names the key, the place (`where`) and the mend.
using TomlNode = toml::node_view<const toml::node>;

/// Refuses keys that are not in the list: a misspelt key must not be ignored.
void require_known_keys(const toml::table& table, std::initializer_list<std::string_view> known,
                        const std::string& where);
double require_number(TomlNode node, const std::string& key, const std::string& where);
int require_class(TomlNode node, const std::string& where);
std::string require_string(const toml::table& table, const std::string& key, const std::string& where);
Eigen::VectorXd require_numbers(const toml::array* array, const std::string& key, const std::string& where);

}  // namespace plumbline
