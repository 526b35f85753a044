#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "verify/units/units.hpp"

namespace plumbline {

/// The processes that share one run: rank 0 leads, the others ask it for work and hand over rows. How messages travel
/// is for who implements it: MPI, or threads in a test.
class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual int rank() const = 0;  ///< of this process
  virtual int size() const = 0;
  /// Ranks on this machine, this one included.
  virtual int n_here() const = 0;
  bool leads() const { return rank() == 0; }

  /// On a worker: asks the leader. Any thread, under a hand (0, 1, ...) of its own.
  virtual void tell(int hand, const Row& question) = 0;
  /// On a worker: the leader's answer to the oldest question of this hand that has none. Waits for it.
  virtual Row hear(int hand) = 0;
  Row ask(int hand, const Row& question) {
    tell(hand, question);
    return hear(hand);
  }

  struct Question {
    int rank = 0;
    int hand = 0;
    Row row;
  };
  /// On the leader: the next question; nothing if none comes within `seconds`.
  virtual std::optional<Question> next_question(double seconds) = 0;
  /// On the leader: every question gets one answer.
  virtual void answer(const Question& question, const Row& row) = 0;

  int n_gone = 0;       ///< on the leader: workers that have said goodbye
  int exit_status = 0;  ///< of this process, once it is known
};

/// A worker has nothing more to do: the run is the leader's again.
struct Dismissed {};

/// A worker could not go on; carries the exit status and the one line for it.
class RankFailure : public std::runtime_error {
 public:
  RankFailure(int status, const std::string& line) : std::runtime_error(line), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

/// run_units() on a worker: does what the leader hands out, on some threads. Ends with Dismissed, or with what a unit
/// threw.
[[noreturn]] void work_for_leader(const Units& work, const UnitRun& run);
/// run_units() on the leader: hands out the units that are not in the journal, stores rows as they come, and returns
/// those of all `places`, in order. Throws RankFailure when a worker cannot go on.
std::vector<Row> lead_units(const Units& work, const UnitRun& run, const std::vector<std::size_t>& places);

/// The last words of a worker: after a failure with its exit status and line, which become the leader's, then goodbye.
void report_failure(Ranks& ranks, int status, const std::string& line);
void say_goodbye(Ranks& ranks);
/// The leader at its end: sends all workers home. False if some do not come within `seconds`.
bool send_home(Ranks& ranks, double seconds);

}  // namespace plumbline
