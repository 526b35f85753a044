#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <list>
#include <mutex>
#include <thread>

#include "verify/cli/start_ranks.hpp"
#include "verify/units/clock.hpp"

namespace plumbline {
namespace {

/// Looks often at first, then less and less: what comes is seen late by half of the wait, or a millisecond. It sleeps in
/// between and yields to nobody: who yields on a core that others want comes back milliseconds later.
class Patience {
 public:
  Clock::duration waited() const { return Clock::now() - start_; }

  void wait() {
    constexpr int eager = 10;
    if (++n_looks_ < eager) return;
    std::this_thread::sleep_for(
        std::clamp<Clock::duration>(waited() / 2, std::chrono::microseconds(20), std::chrono::milliseconds(1)));
  }

 private:
  const Clock::time_point start_ = Clock::now();
  int n_looks_ = 0;
};

/// Messages are doubles; their tag is the hand. One call of MPI at a time, and none that waits for another rank.
class MpiRanks : public Ranks {
 public:
  MpiRanks() {
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    MPI_Comm here = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &n_here_);
    MPI_Comm_free(&here);
  }

  ~MpiRanks() override {
    constexpr double seconds = 5.0;  // whoever is at a long unit then is not waited for
    if (leads() && !send_home(*this, seconds)) MPI_Abort(MPI_COMM_WORLD, exit_status);
    if (!leads()) say_goodbye(*this);
    for (Parcel& parcel : under_way_) MPI_Wait(&parcel.request, MPI_STATUS_IGNORE);
    MPI_Finalize();
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  int n_here() const override { return n_here_; }

  void tell(int hand, const Row& question) override { send(0, hand, question); }

  Row hear(int hand) override {
    for (Patience patience;; patience.wait()) {
      if (std::optional<Question> answer = receive(0, hand)) return std::move(answer->row);
    }
  }

  std::optional<Question> next_question(double seconds) override {
    for (Patience patience;; patience.wait()) {
      if (std::optional<Question> question = receive(MPI_ANY_SOURCE, MPI_ANY_TAG)) return question;
      if (patience.waited() >= std::chrono::duration<double>(seconds)) return std::nullopt;
    }
  }

  void answer(const Question& question, const Row& row) override { send(question.rank, question.hand, row); }

 private:
  /// What MPI has not yet let go of: MPI_Send() would wait until the other rank looks.
  struct Parcel {
    Row row;
    MPI_Request request;
  };

  void send(int to, int tag, const Row& row) {
    const std::lock_guard lock(mutex_);
    under_way_.remove_if([](Parcel& parcel) {
      int is_there = 0;
      MPI_Test(&parcel.request, &is_there, MPI_STATUS_IGNORE);
      return is_there != 0;
    });
    Parcel& parcel = under_way_.emplace_back(Parcel{row, MPI_REQUEST_NULL});
    MPI_Isend(parcel.row.data(), static_cast<int>(row.size()), MPI_DOUBLE, to, tag, MPI_COMM_WORLD, &parcel.request);
  }

  std::optional<Question> receive(int from, int tag) {
    const std::lock_guard lock(mutex_);
    int is_there = 0;
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Status status;
    MPI_Improbe(from, tag, MPI_COMM_WORLD, &is_there, &message, &status);
    if (is_there == 0) return std::nullopt;
    int size = 0;
    MPI_Get_count(&status, MPI_DOUBLE, &size);
    Question question{status.MPI_SOURCE, status.MPI_TAG, Row(static_cast<std::size_t>(size))};
    MPI_Mrecv(question.row.data(), size, MPI_DOUBLE, &message, &status);
    return question;
  }

  std::mutex mutex_;
  std::list<Parcel> under_way_;
  int rank_ = 0, size_ = 1, n_here_ = 1;
};

/// Whether somebody started this process as one of several: MPI_Init() takes a tenth of a second that no other needs.
bool is_started_by_mpi() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"}) {
    if (std::getenv(name) != nullptr) return true;
  }
  return false;
}

}  // namespace

std::unique_ptr<Ranks> start_ranks() {
  if (!is_started_by_mpi()) return nullptr;
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (size == 1) {
    MPI_Finalize();
    return nullptr;
  }
  return std::make_unique<MpiRanks>();
}

}  // namespace plumbline
