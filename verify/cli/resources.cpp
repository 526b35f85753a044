#include "verify/cli/resources.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>
#include <thread>

#include "results/store/output_error.hpp"
#include "theory/base/input_error.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();
constexpr double worth_telling = 5e8;

/// The number in a file of one, or the default: "max" stands for none.
double number_in(const char* path, double otherwise) {
  std::ifstream file(path);
  double number = 0.0;
  return file >> number ? number : otherwise;
}

/// Bytes that stand as "KEY: 123 kB" in a file of the kernel, or the default.
double bytes_of(const std::string& key, const char* path, double otherwise) {
  std::ifstream file(path);
  for (std::string found, rest; file >> found && std::getline(file, rest);) {
    if (found == key) return 1024.0 * std::stod(rest);
  }
  return otherwise;
}

double used_address_space() {
  constexpr double page = 4096.0;
  return page * number_in("/proc/self/statm", 0.0);
}

std::string bytes_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.0f} MB", bytes / 1e6) : fmt::format("{:.3g} GB", bytes / 1e9);
}

}  // namespace

double available_memory() {
  double available = bytes_of("MemAvailable:", "/proc/meminfo", unlimited);
  const double group = number_in("/sys/fs/cgroup/memory.max", unlimited);
  available = std::min(available, group - number_in("/sys/fs/cgroup/memory.current", 0.0));
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    available = std::min(available, static_cast<double>(limit.rlim_cur) - used_address_space());
  }
  return std::max(available, 0.0);
}

void limit_memory() {
  rlimit limit{}, stack{};
  const double taken = bytes_of("VmData:", "/proc/self/status", unlimited);
  if (getrlimit(RLIMIT_DATA, &limit) != 0 || getrlimit(RLIMIT_STACK, &stack) != 0) return;
  // Stacks of threads count whole, though little of them is used.
  const double stacks = static_cast<double>(std::min<rlim_t>(stack.rlim_cur, rlim_t{1} << 24)) *
                        static_cast<double>(std::thread::hardware_concurrency());
  const double most = taken + available_memory() + stacks;
  if (!std::isfinite(most) || static_cast<double>(limit.rlim_cur) <= most) return;
  limit.rlim_cur = static_cast<rlim_t>(most);
  setrlimit(RLIMIT_DATA, &limit);
}

void require_resources(const std::string& task, const Needs& needs, const std::string& mend) {
  if (needs.memory > available_memory()) {
    throw InputError(fmt::format("needs about {} of memory, and {} are free", bytes_text(needs.memory),
                                 bytes_text(available_memory())),
                     task, mend);
  }
  if (needs.disk > 0.0) {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::absolute(needs.out, error).parent_path();
    const auto space = std::filesystem::space(folder, error);
    if (!error && needs.disk > static_cast<double>(space.capacity)) {
      throw InputError(fmt::format("needs {} on the disk of {}, which holds {}", bytes_text(needs.disk), needs.out,
                                   bytes_text(static_cast<double>(space.capacity))),
                       task, mend);
    }
    if (!error && needs.disk > static_cast<double>(space.available)) {
      throw OutputError(fmt::format("needs {}, and {} are free (No space left on device)", bytes_text(needs.disk),
                                    bytes_text(static_cast<double>(space.available))),
                        needs.out, "make room or name a file on another disk");
    }
  }
  if (std::max(needs.memory, needs.disk) >= worth_telling) {
    say(fmt::format("{}: about {} of memory and {} on disk\n", task, bytes_text(needs.memory), bytes_text(needs.disk)));
  }
}

}  // namespace plumbline
