#pragma once

#include <string>

namespace plumbline {

/// What a command is about to take, as far as it grows with what was asked for.
struct Needs {
  double memory = 0.0;  ///< bytes
  double disk = 0.0;    ///< bytes in the folder of `out`
  std::string out;
};

/// Memory that this process may still take: what the machine has free, the control group leaves and the limits allow.
double available_memory();

/// Makes what does not fit that memory fail in this process, which then says so, instead of in the kernel, which would
/// end some process or other. Once, at the start.
void limit_memory();

/// Throws InputError if the needs of `task` are more than the machine has, and says with them how to ask for less;
/// OutputError if only the disk is too full. Needs of half a gigabyte and more are told on stderr before the work
/// starts.
void require_resources(const std::string& task, const Needs& needs, const std::string& mend);

}  // namespace plumbline
