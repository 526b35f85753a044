#include "verify/cli/parser.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <limits>
#include <sstream>
#include <type_traits>
#include <vector>

#include "results/report/fitted.hpp"
#include "theory/base/input_error.hpp"
#include "verify/cli/nearest.hpp"
#include "verify/cli/numbers.hpp"

namespace plumbline {
namespace {

/// The command to ask for help: the innermost subcommand that was recognised.
std::string help_command(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app.get_name() : app.get_name() + " " + help_command(*chosen.front());
}

/// What CLI11 calls "a subcommand is required": a first word, after its group, that is no command.
void refuse_unknown_command(const CLI::App& app, int argc, char** argv) {
  const CLI::App* group = &app;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.empty() || word[0] == '-') return;
    std::vector<std::string> names;
    for (const CLI::App* command : group->get_subcommands({})) names.push_back(command->get_name());
    if (names.empty()) return;  // a command without commands of its own: the rest is its arguments
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      const std::string meant = nearest(word, names);
      throw InputError(
          fmt::format("unknown command {}", word), "command line",
          fmt::format("{}; see {} --help",
                      meant.empty() ? fmt::format("choose one of {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", meant),
                      app.get_name()));
    }
    group = group->get_subcommand(word);
  }
}

/// "; for --stpes, did you mean --steps?" for the first argument that nothing took, if it resembles an option.
std::string suggestion_for(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  std::vector<std::string> names;
  for (const CLI::Option* option : command->get_options()) names.push_back(option->get_name());
  for (const std::string& word : command->remaining(true)) {
    if (!word.starts_with("--")) continue;
    const std::string meant = nearest(word, names);
    return meant.empty() ? "" : fmt::format("; for {}, did you mean {}?", word, meant);
  }
  return "";
}

}  // namespace

void set_example(CLI::App& command, const std::string& example) { command.footer("Example:\n  " + example); }

void begin_group(CLI::App& command, const std::string& title) { command.option_defaults()->group(title); }

namespace {

/// Help whose lines fit the terminal; what follows the names of an option stays in its column.
class FittedHelp : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    std::istringstream lines(CLI::Formatter::make_help(app, std::move(name), mode));
    std::string help;
    for (std::string line; std::getline(lines, line);) help += fitted_line(line);
    return help;
  }

 private:
  std::string fitted_line(const std::string& line) const {
    const std::size_t width = output_width(), column = get_column_width();
    if (line.size() <= width) return line + "\n";
    const bool is_option = line.starts_with("  ") && line.size() > column && line[column - 1] == ' ';
    const std::size_t indent = is_option ? column : 0;
    std::istringstream about(wrapped(line.substr(indent), width - indent));
    std::string text, start = line.substr(0, indent);
    for (std::string part; std::getline(about, part); start.assign(indent, ' ')) text += start + part + "\n";
    return text;
  }
};

}  // namespace

std::shared_ptr<CLI::App> make_app(const std::string& name, const std::string& about, const std::string& version) {
  auto app = std::make_shared<CLI::App>(about, name);
  app->formatter(std::make_shared<FittedHelp>());
  app->set_version_flag("--version", version);
  app->require_subcommand(1);
  return app;
}

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  refuse_unknown_command(app, argc, argv);
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::Error& error) {
    throw InputError(error.what() + suggestion_for(app), "command line", "see " + help_command(app) + " --help");
  }
}

std::string chosen_command(const CLI::App& app) { return app.get_subcommands().front()->get_name(); }

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& about) {
  return *app.add_subcommand(name, about);
}

CLI::App& add_command_group(CLI::App& app, const std::string& name, const std::string& about) {
  return *app.add_subcommand(name, about)->require_subcommand(1);
}

void on_chosen(CLI::App& command, const std::function<void()>& action) { command.callback(action); }

namespace {

template <class Number>
Number parsed(const std::string& option, const std::string& text) {
  if constexpr (std::is_same_v<Number, double>) return finite_number(option, text);
  if constexpr (std::is_same_v<Number, std::uint64_t>) return exact_unsigned(option, text);
  if constexpr (std::is_signed_v<Number> && std::is_integral_v<Number>) {
    using Limits = std::numeric_limits<Number>;
    return static_cast<Number>(exact_integer(option, text, Limits::min(), Limits::max()));
  }
}

template <class Number>
std::string type_name() {
  return std::is_floating_point_v<Number> ? "FLOAT" : std::is_signed_v<Number> ? "INT" : "UINT";
}

template <class Number>
CLI::Option* add_number(CLI::App& command, const std::string& name, Number& target, const std::string& about) {
  const auto take = [&target, name](const std::vector<std::string>& texts) {
    target = parsed<Number>(name, texts.front());
  };
  return command.add_option_function<std::vector<std::string>>(name, take, about)
      ->expected(1)
      ->type_name(type_name<Number>())
      ->default_str(fmt::format("{}", target));
}

template <class Number>
CLI::Option* add_number(CLI::App& command, const std::string& name, std::vector<Number>& target,
                        const std::string& about) {
  const auto take = [&target, name](const std::vector<std::string>& texts) {
    target.clear();
    for (const std::string& text : texts) target.push_back(parsed<Number>(name, text));
  };
  CLI::Option* option = command.add_option_function<std::vector<std::string>>(name, take, about);
  option->type_name(type_name<Number>());
  if (!target.empty()) option->default_str(fmt::format("[{}]", fmt::join(target, ",")));
  return option;
}

CLI::Option* add_text(CLI::App& command, const std::string& name, auto& target, const std::string& about, Need need) {
  CLI::Option* option = command.add_option(name, target, about);
  return need == Need::required || target.empty() ? option : option->capture_default_str();
}

}  // namespace

template <class T>
CLI::Option& add_option(CLI::App& command, const std::string& name, T& target, const std::string& about, Need need) {
  constexpr bool text = std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::string>>;
  CLI::Option* option = nullptr;
  if constexpr (text) {
    option = add_text(command, name, target, about, need);
  } else {
    option = add_number(command, name, target, about);
    if (need == Need::required) option->default_str("");
  }
  return need == Need::required ? *option->required() : *option;
}

template CLI::Option& add_option(CLI::App&, const std::string&, std::string&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, double&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, int&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::int64_t&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::uint64_t&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::vector<std::string>&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::vector<double>&, const std::string&, Need);
template CLI::Option& add_option(CLI::App&, const std::string&, std::vector<std::int64_t>&, const std::string&, Need);

CLI::Option& add_names_option(CLI::App& command, const NamesOption& option,
                              const std::function<void(const std::vector<std::string>&)>& take) {
  CLI::Option* added = command.add_option_function<std::vector<std::string>>(option.name, take, option.about);
  if (option.is_single) added->expected(1);
  return *added->default_str(option.by_default);
}

CLI::Option& add_flag(CLI::App& command, const std::string& name, bool& target, const std::string& about) {
  return *command.add_flag(name, target, about);
}

void restrict_to(CLI::Option& option, std::int64_t least, std::int64_t most) {
  const std::string name = option.get_name();
  option.check([name, least, most](const std::string& text) {
    exact_integer(name, text, least, most);
    return std::string();
  });
}

void restrict_to(CLI::Option& option, const std::vector<std::string>& names) { option.check(CLI::IsMember(names)); }

void at_least(CLI::Option& option, int least) { option.expected(least, -1); }

void exclude(CLI::Option& option, CLI::Option& other) { option.excludes(&other); }

void needs(CLI::Option& option, const CLI::App& command, const std::string& other) {
  option.needs(const_cast<CLI::Option*>(command.get_option(other)));
}

bool is_given(const CLI::Option& option) { return option.count() > 0; }

std::vector<std::string> given_in_group(const CLI::App& command, const std::string& title) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group() == title && is_given(*option)) names.push_back(option->get_name());
  }
  return names;
}

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
