#include "verify/cli/sample_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "results/store/output_error.hpp"
#include "results/store/safe_output.hpp"
#include "sim/ensemble.hpp"
#include "sim/memory/path_block.hpp"
#include "verify/units/text_row.hpp"

namespace plumbline {
namespace {

std::string folder_of_parts(const std::string& out) { return out + ".parts"; }

void add_moments(RowWriter& row, const Moments& moments) {
  row.add(static_cast<double>(moments.n)).add(static_cast<double>(moments.not_finite)).add(moments.mean);
  row.add(moments.m2).add(moments.m3).add(moments.m4).add(moments.min).add(moments.max);
}

Moments read_moments(RowReader& row) {
  Moments moments;
  moments.n = static_cast<std::int64_t>(row.number());
  moments.not_finite = static_cast<std::int64_t>(row.number());
  moments.mean = row.number();
  moments.m2 = row.number();
  moments.m3 = row.number();
  moments.m4 = row.number();
  moments.min = row.number();
  moments.max = row.number();
  return moments;
}

Row row_of(const SampleSummary& summary) {
  RowWriter row;
  row.add(static_cast<double>(summary.far_events));
  add_moments(row, summary.cost);
  for (const Moments& moments : summary.coordinate) add_moments(row, moments);
  return row.take();
}

}  // namespace

void SampleSummary::merge(const SampleSummary& other) {
  coordinate.resize(std::max(coordinate.size(), other.coordinate.size()));
  for (std::size_t j = 0; j < other.coordinate.size(); ++j) coordinate[j].merge(other.coordinate[j]);
  cost.merge(other.cost);
  far_events += other.far_events;
}

std::vector<SamplePart> SamplePlan::parts() const {
  constexpr std::int64_t fewest = std::int64_t{1} << 18;
  constexpr std::int64_t most_parts = 1024;
  const std::int64_t even = (n_paths - 1) / most_parts + 1;
  const std::int64_t blocks = (std::max(fewest, even) - 1) / paths_per_block + 1;
  const std::int64_t length = blocks * paths_per_block;
  std::vector<SamplePart> parts;
  for (std::int64_t first = 0; first < n_paths; first += length) {
    parts.push_back({fmt::format("part-{:04}.h5", parts.size()), first, std::min(length, n_paths - first)});
  }
  return parts;
}

SampleSummary sample_part(const SamplePlan& plan, const SamplePart& part, int n_threads, SampleFile& file) {
  EnsembleOptions ensemble;
  ensemble.paths = part.n_paths;
  ensemble.first_path = part.first_path;
  ensemble.seed = plan.seed;
  ensemble.threads = n_threads;
  SampleSummary summary;
  sample_paths_with_cost(plan.problem.pair, plan.chain, ensemble, [&](const Sample& sample) {
    file.append(sample.first_path, sample.states, sample.cost);
    summary.coordinate.resize(static_cast<std::size_t>(sample.states.rows()));
    for (std::size_t j = 0; j < summary.coordinate.size(); ++j) {
      for (const double y : sample.states.row(static_cast<Eigen::Index>(j))) summary.coordinate[j].add(y);
    }
    for (const double J : sample.cost) summary.cost.add(J);
    summary.far_events += sample.far_events;
  });
  return summary;
}

Units sample_units(const SamplePlan& plan, const std::string& out, const Provenance& provenance) {
  const std::vector<SamplePart> parts = plan.parts();
  Units units;
  for (const SamplePart& part : parts) {
    units.units.push_back(fmt::format("paths {} .. {}", part.first_path, part.first_path + part.n_paths - 1));
  }
  units.row = [plan, parts, out, provenance](std::size_t unit, int n_threads) {
    std::error_code ignored;  // another rank may have made it; what matters is that the file can be written
    std::filesystem::create_directory(folder_of_parts(out), ignored);
    const SamplePart& part = parts[unit];
    const std::string path = folder_of_parts(out) + "/" + part.file;
    require_safe_output(path, {}, plan.force);
    SampleFile file(path, provenance, part.n_paths, plan.problem.pair.dimension(),
                    part.first_path);
    const SampleSummary summary = sample_part(plan, part, n_threads, file);
    file.finish();
    return row_of(summary);
  };
  return units;
}

SampleSummary summary_of(const Row& row) {
  RowReader reader(row);
  SampleSummary summary;
  summary.far_events = static_cast<std::int64_t>(reader.number());
  summary.cost = read_moments(reader);
  while (!reader.at_end()) summary.coordinate.push_back(read_moments(reader));
  return summary;
}

void join_parts(const SamplePlan& plan, const std::string& out, const Provenance& provenance) {
  std::vector<SamplePart> parts = plan.parts();
  const std::string folder = std::filesystem::path(folder_of_parts(out)).filename();
  for (SamplePart& part : parts) {
    if (!std::filesystem::exists(folder_of_parts(out) + "/" + part.file)) {
      throw OutputError("is gone, though it was written", folder_of_parts(out) + "/" + part.file,
                        fmt::format("remove {}.partial and run the command again", out));
    }
    part.file = folder + "/" + part.file;
  }
  join_sample(out, provenance, parts, plan.problem.pair.dimension());
}

}  // namespace plumbline
