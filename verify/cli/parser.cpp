#include "verify/cli/parser.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <vector>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

/// The command to ask for help: the innermost subcommand that was recognised.
std::string help_command(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app.get_name() : app.get_name() + " " + help_command(*chosen.front());
}

}  // namespace

std::shared_ptr<CLI::App> make_app(const std::string& name, const std::string& about, const std::string& version) {
  auto app = std::make_shared<CLI::App>(about, name);
  app->set_version_flag("--version", version);
  app->require_subcommand(1);
  return app;
}

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::Error& error) {
    throw InputError(error.what(), "command line", "see " + help_command(app) + " --help");
  }
}

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& about) {
  return *app.add_subcommand(name, about);
}

CLI::App& add_command_group(CLI::App& app, const std::string& name, const std::string& about) {
  return *app.add_subcommand(name, about)->require_subcommand(1);
}

void on_chosen(CLI::App& command, const std::function<void()>& action) { command.callback(action); }

template <class T>
CLI::Option& add_option(CLI::App& command, const std::string& name, T& target, const std::string& about, Need need) {
  CLI::Option* option = command.add_option(name, target, about);
  if (need == Need::required) return *option->required();
  if constexpr (requires { target.empty(); }) {
    if (target.empty()) return *option;
  }
  return *option->capture_default_str();
}

template CLI::Option& add_option(CLI::App&, const std::string&, std::string&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, double&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, int&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::int64_t&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::uint64_t&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::vector<std::string>&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::vector<double>&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::vector<std::int64_t>&, const std::string&, Need);

CLI::Option& add_names_option(CLI::App& command, const std::string& name, const std::string& by_default, bool single,
                              const std::function<void(const std::vector<std::string>&)>& take,
                              const std::string& about) {
  CLI::Option* option = command.add_option_function<std::vector<std::string>>(name, take, about);
  if (single) option->expected(1);
  return *option->default_str(by_default);
}

CLI::Option& add_flag(CLI::App& command, const std::string& name, bool& target, const std::string& about) {
  return *command.add_flag(name, target, about);
}

void restrict_to(CLI::Option& option, int least, int most) { option.check(CLI::Range(least, most)); }

void restrict_to(CLI::Option& option, const std::vector<std::string>& names) { option.check(CLI::IsMember(names)); }

void at_least(CLI::Option& option, int least) { option.expected(least, -1); }

void exclude(CLI::Option& option, CLI::Option& other) { option.excludes(&other); }

void needs(CLI::Option& option, const CLI::App& command, const std::string& other) {
  option.needs(const_cast<CLI::Option*>(command.get_option(other)));
}

bool is_given(const CLI::Option& option) { return option.count() > 0; }

std::string settings_of(const CLI::App& command, const std::vector<std::string>& except) {
  std::string settings;
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (std::find(except.begin(), except.end(), name) != except.end() || option == command.get_help_ptr()) continue;
    const std::string value = is_given(*option) ? CLI::detail::join(option->results(), ",") : option->get_default_str();
    settings += (settings.empty() ? "" : " ") + name + "=" + value;
  }
  return settings;
}

}  // namespace plumbline
