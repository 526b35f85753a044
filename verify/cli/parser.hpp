#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace plumbline {

/// The few uses that the commands make of CLI11, compiled once: its header is the heaviest of the project.
enum class Need { optional, required };

/// The program itself, which asks for one subcommand and answers --version.
std::shared_ptr<CLI::App> make_app(const std::string& name, const std::string& about, const std::string& version);
/// Parses, and runs the action of the chosen command. Returns an exit status if the run ends here (--help, --version).
/// Throws InputError on a line that cannot be understood.
std::optional<int> parse(CLI::App& app, int argc, char** argv);

/// The name of the command that the parsed line chose, without those below it.
std::string chosen_command(const CLI::App& app);

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& about);
/// A command whose own subcommands do the work.
CLI::App& add_command_group(CLI::App& app, const std::string& name, const std::string& about);
/// `action` runs when the command is the one that was asked for, before it is executed.
void on_chosen(CLI::App& command, const std::function<void()>& action);

/// An example line, printed below the help of the command.
void set_example(CLI::App& command, const std::string& example);

/// The options that are added from now on stand in the help of the command under this title.
void begin_group(CLI::App& command, const std::string& title);

/// A named option ("--steps"), or a positional one ("CASE"). The help shows the value that `target` holds now.
/// T: std::string, double, int, std::int64_t, std::uint64_t, or a vector of strings, doubles or std::int64_t. Numbers
/// are taken exactly (numbers.hpp).
template <class T>
CLI::Option& add_option(CLI::App& command, const std::string& name, T& target, const std::string& about,
                        Need need = Need::optional);
/// An option that takes names of a fixed set.
struct NamesOption {
  std::string name;
  std::string about;
  std::string by_default;  ///< as the help shows it
  bool is_single = false;  ///< one name, not a list
};

/// `take` turns the names into what they stand for; it throws InputError on others.
CLI::Option& add_names_option(CLI::App& command, const NamesOption& option,
                              const std::function<void(const std::vector<std::string>&)>& take);
CLI::Option& add_flag(CLI::App& command, const std::string& name, bool& target, const std::string& about);

/// One of `names` and nothing else.
void restrict_to(CLI::Option& option, const std::vector<std::string>& names);
/// Integers outside least .. most are refused.
void restrict_to(CLI::Option& option, std::int64_t least, std::int64_t most);
/// Above these a chain or a sample is a slip of the pen.
inline constexpr std::int64_t kMostSteps = 10'000'000;
inline constexpr std::int64_t kMostPaths = 1'000'000'000'000;
/// A list of at least `least` values.
void at_least(CLI::Option& option, int least);
/// Not both.
void exclude(CLI::Option& option, CLI::Option& other);
/// Only together with the option called `other`.
void needs(CLI::Option& option, const CLI::App& command, const std::string& other);
/// True if the command line gave the option.
bool is_given(const CLI::Option& option);

/// The names of the options under this title of the help that the command line gave.
std::vector<std::string> given_in_group(const CLI::App& command, const std::string& title);

/// All options of a command but those named in `except`, given or by default, as "--steps=16,32 --w=1": what its
/// outcome depends on, in whichever order it was typed.
std::string settings_of(const CLI::App& command, const std::vector<std::string>& except);

}  // namespace plumbline
