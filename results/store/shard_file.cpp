#include "results/store/shard_file.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <variant>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

constexpr char kShardGroup[] = "shard";

[[noreturn]] void refuse(const std::string& what, const std::string& where, const std::string& mend) {
  throw InputError(what, where, mend);
}

constexpr char kOneRun[] = "merge shards of one command by one build";

std::string of_another_run(const std::string& path) {
  return fmt::format("is of another run than {}, or of another case, seed or build", path);
}

/// The table `shard` of a file and its columns.
struct Plan {
  const Table* table = nullptr;
  const std::vector<std::string>* units = nullptr;
  const std::vector<std::int64_t>* shards = nullptr;
};

Plan plan_of(const std::string& path, const Results& file) {
  Plan plan{file.find(kShardGroup)};
  if (plan.table == nullptr) refuse("is no shard, though other files here are", path, "merge shards of one run alone");
  const Axis* units = plan.table->find_axis("unit");
  const Dataset* shards = plan.table->find("of_shard");
  if (units != nullptr) plan.units = std::get_if<std::vector<std::string>>(&units->values);
  if (shards != nullptr) plan.shards = std::get_if<std::vector<std::int64_t>>(&shards->values);
  if (plan.units == nullptr || plan.shards == nullptr || file.find(kUnitRowsGroup) == nullptr) {
    refuse("is not written as shards are", path, "run that shard again");
  }
  return plan;
}

/// Takes the rows of one more file.
void take_rows(UnitRows& rows, std::map<std::string, std::string>& holders, const std::string& path,
               const Table& table) {
  const std::optional<UnitRows> more = unit_rows_of(table);
  if (!more) refuse("is not written as shards are", path, "run that shard again");
  for (const auto& [unit, row] : *more) {
    const auto [holder, is_new] = holders.emplace(unit, path);
    if (!is_new) {
      refuse(fmt::format("unit \"{}\" is in {} as well", unit, holder->second), path, "name each shard once");
    }
    rows.emplace(unit, row);
  }
}

}  // namespace

std::vector<std::pair<std::string, Table>> shard_tables(const ShardPart& part) {
  std::vector<std::int64_t> shards;
  for (std::size_t i = 0; i < part.units.size(); ++i) shards.push_back(shard_of(i, part.count));
  Table plan(fmt::format("Shard {} of {} of a run", part.index, part.count), part.command);
  plan.add_axis({"unit", "1", "unit of work of the whole run", part.units});
  plan.add({"of_shard", "1", "the shard that computes it", {"unit"}, std::move(shards)});
  return {{kShardGroup, std::move(plan)}, {kUnitRowsGroup, unit_rows_table(part.rows, part.identity)}};
}

bool is_shard(const Results& results) { return results.find(kShardGroup) != nullptr; }

JoinedShards joined_rows(const std::vector<std::string>& paths, const std::vector<Results>& files) {
  JoinedShards joined{files.front().provenance, "", "", {}};
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Table* table = files[i].find(kUnitRowsGroup);
    std::optional<UnitRows> rows = table == nullptr ? std::nullopt : unit_rows_of(*table);
    if (!rows) refuse("holds no rows of an unfinished run", paths[i], "name shards and partial files alone");
    if (i == 0) joined.identity = table->command();
    if (table->command() != joined.identity || !same_inputs(files[i].provenance, joined.provenance)) {
      refuse(of_another_run(paths.front()), paths[i], kOneRun);
    }
    joined.rows.merge(*rows);
  }
  return joined;
}

JoinedShards joined_shards(const std::vector<std::string>& paths, const std::vector<Results>& files) {
  const Plan whole = plan_of(paths.front(), files.front());
  JoinedShards joined{files.front().provenance, whole.table->command(), files.front().find(kUnitRowsGroup)->command(),
                      {}};
  std::map<std::string, std::string> holders;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Plan plan = plan_of(paths[i], files[i]);
    const Table& rows = *files[i].find(kUnitRowsGroup);
    if (rows.command() != joined.identity || *plan.units != *whole.units ||
        !same_inputs(files[i].provenance, joined.provenance)) {
      refuse(of_another_run(paths.front()), paths[i], kOneRun);
    }
    take_rows(joined.rows, holders, paths[i], rows);
  }
  for (std::size_t i = 0; i < whole.units->size(); ++i) {
    if (joined.rows.contains((*whole.units)[i])) continue;
    refuse(fmt::format("unit \"{}\" is in none of the files: shard {} is missing", (*whole.units)[i],
                       (*whole.shards)[i]),
           "merge", "name every shard");
  }
  return joined;
}

}  // namespace plumbline
