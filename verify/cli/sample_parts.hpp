#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/store/joined_sample.hpp"
#include "results/store/sample_file.hpp"
#include "theory/base/moments.hpp"
#include "theory/cases/case.hpp"
#include "theory/problem/chain.hpp"
#include "verify/units/units.hpp"

namespace plumbline {

/// What is said about a sample once it is in its file.
struct SampleSummary {
  std::vector<Moments> coordinate;
  Moments cost;
  std::int64_t far_events = 0;

  void merge(const SampleSummary& other);
};

/// A sample taken apart by its paths, in the same way however many ranks there are.
struct SamplePlan {
  Case problem;
  Chain chain;
  std::int64_t n_paths = 0;
  Seed seed{};
  bool force = false;  ///< parts may replace files that plumbline did not write

  /// 2^18 paths each, or more, so that there are at most 1024.
  std::vector<SamplePart> parts() const;
};

/// Computes the paths of one part and appends them to `file`.
SampleSummary sample_part(const SamplePlan& plan, const SamplePart& part, int n_threads, SampleFile& file);

/// A unit a part: it writes its own file in the folder `OUT.parts`, whole or not at all; the row is its summary.
Units sample_units(const SamplePlan& plan, const std::string& out, const Provenance& provenance);
SampleSummary summary_of(const Row& row);

/// Writes OUT, which joins the parts. OutputError where one is gone.
void join_parts(const SamplePlan& plan, const std::string& out, const Provenance& provenance);

}  // namespace plumbline
