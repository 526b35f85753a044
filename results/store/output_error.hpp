#pragma once

#include <stdexcept>
#include <string>

namespace plumbline {

/// Input or output failed: one line that says what is wrong, where, and how to mend it.
///
/// For paths that cannot be read or written, full disks, and result files that are damaged, incomplete or of another
/// format. The command turns it into exit status 4. (Bad arguments and bad case files are InputError, status 2.)
class OutputError : public std::runtime_error {
 public:
  OutputError(const std::string& what, const std::string& where, const std::string& mend)
      : std::runtime_error(where + ": " + what + "; " + mend) {}
};

}  // namespace plumbline
