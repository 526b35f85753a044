#include "verify/cli/unit_work.hpp"

#include <fmt/format.h>

#include <utility>

#include "results/store/shard_file.hpp"
#include "theory/base/input_error.hpp"
#include "verify/cli/start_ranks.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {

UnitWork::UnitWork(UnitTask task, const Units& units, const RunOptions& options, Provenance provenance)
    : task_(std::move(task)),
      units_(units),
      options_(options),
      provenance_(std::move(provenance)),
      shard_(options.shard.value_or(Shard{})),
      n_units_(shard_.places(units.units.size()).size()) {
  if (n_units_ == 0 && options.shard) {
    throw InputError(fmt::format("has no unit: the whole run has {}", units.units.size()),
                     fmt::format("--shard {}/{}", shard_.index, shard_.count), "make fewer shards");
  }
  if (options.writes()) journal_.emplace(options.out, task_.settings, provenance_);
  farewell_.emplace([this] { say_farewell(); });
}

std::string UnitWork::identity() const {
  std::string text = identity_of(task_.settings, provenance_) + provenance_.git_commit + provenance_.compiler + provenance_.flags;
  for (const std::uint64_t seed : provenance_.seeds) text += fmt::format(" {}", seed);
  for (const CaseText& item : provenance_.cases) text += '\n' + item.name + '\n' + item.text;
  return text;
}

void UnitWork::say_farewell() const {
  if (!is_leader()) return;
  if (journal_) {
    const std::size_t n_stored = journal_->stop(task_.readable);
    say(fmt::format("\nplumbline: interrupted; {} of {} {} are in {}, and the same command goes on from there\n", n_stored,
                    n_units_, task_.noun, journal_->path()));
  } else {
    say(
        fmt::format("\nplumbline: interrupted; {} of {} {} of {} were done; with --out FILE they would be kept, and "
                    "the same command would go on from there\n",
                    n_done_.load(), n_units_, task_.noun, task_.name));
  }
}

std::vector<Row> UnitWork::compute() {
  n_done_ = journal_ ? journal_->n_rows() : 0;
  if (n_done_ > 0) {
    say(fmt::format("{}: {} of {} {} are in {}\n", task_.name, n_done_.load(), n_units_, task_.noun, journal_->path()));
  }
  Progress progress(task_.name, n_units_, options_.progress_mode(), n_done_);
  UnitRun run;
  run.threads = options_.threads;
  run.shard = shard_;
  run.journal = journal_ ? &*journal_ : nullptr;
  run.ranks = ranks_of_this_process();
  run.identity = identity();
  run.waits = [&](int rank, const std::string& unit, double seconds) {
    say(fmt::format("{}: rank {} has been at {} for {:.0f} s\n", task_.name, rank, unit, seconds));
  };
  run.done = [&](std::size_t unit, const Row&) {
    ++n_done_;
    progress.advance(units_.units[unit]);
  };
  return run_units(units_, run);
}

ExitStatus UnitWork::deliver_shard(RunOutput& output, const std::vector<Row>& rows) {
  ShardPart part{shard_.index, shard_.count, whole_command_line(), journal_->identity(), {}, {}};
  for (std::size_t i = 0; i < units_.units.size(); ++i) part.units.push_back(stored_name(units_, i));
  const std::vector<std::size_t> places = shard_.places(units_.units.size());
  for (std::size_t i = 0; i < places.size(); ++i) part.rows.emplace(part.units[places[i]], rows[i]);
  for (const auto& [group, table] : shard_tables(part)) output.write(table, group);
  output.finish();
  finish();
  fmt::print("shard {}/{}: {} of {} {} are in {}; merge joins the files of all shards\n", shard_.index, shard_.count,
             rows.size(), units_.units.size(), task_.noun, options_.out);
  return ExitStatus::holds;
}

void UnitWork::finish() {
  farewell_.reset();
  if (journal_) journal_->remove();
}

}  // namespace plumbline
