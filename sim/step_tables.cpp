#include "sim/step_tables.hpp"

namespace plumbline {

StepTables::StepTables(const TableMaker& guided, const TableMaker& unguided, std::span<const Steps> chains)
    : guided_(guided), unguided_(unguided), chains_(chains.begin(), chains.end()) {
  constexpr std::size_t most_bytes = std::size_t{32} << 20;
  std::size_t bytes = 0;
  for (const Steps& steps : chains_) {
    std::vector<const Table*>& tables = tables_.emplace_back(steps.size(), nullptr);
    for (std::size_t n = 0; n < steps.size() && bytes < most_bytes; ++n) {
      const auto [entry, is_new] = made_.try_emplace({steps[n].time, steps[n].omega == 0.0});
      if (is_new) {
        maker(steps[n]).make(steps[n].time, entry->second);
        bytes += sizeof(*entry) + entry->second.constants.size() * sizeof(double);
      }
      tables[n] = &entry->second;
    }
  }
}

const StepTables::Table& StepTables::table(std::size_t chain, std::size_t n, Table& scratch) const {
  if (tables_[chain][n] != nullptr) return *tables_[chain][n];
  const Step<double>& step = chains_[chain][n];
  maker(step).make(step.time, scratch);
  return scratch;
}

}  // namespace plumbline
