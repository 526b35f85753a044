#pragma once

#include <cstdint>

#include "sim/simd/component_table.hpp"

namespace plumbline {

/// Which form of a kernel runs. Both give the same bits; `one_lane` is the scalar twin that tests compare with.
enum class Lanes { widest, one };

/// Normals of consecutive paths: columns 2p and 2p + 1 hold the Box-Muller pair of the Philox counter
/// (path, stream, first_pair + p, purpose). n_paths is a multiple of 32; columns are `stride` apart.
struct NormalsRequest {
  std::uint32_t key[2];
  std::uint32_t stream;
  std::uint32_t purpose;
  std::int64_t first_path;
  std::int64_t first_pair;
  std::int64_t n_pairs;
  std::int64_t n_paths;
  std::int64_t stride;
};

void fill_normals(const NormalsRequest& request, double* z, Lanes lanes = Lanes::widest);

/// One step Y' = A Y + B (s + omega (s - s^J)) + S Z for n_paths paths (a multiple of 32), in place. Columns of y and z
/// are `stride` apart. Returns how many of the first n_counted paths were too far from every component for the direct
/// sum of exponentials and took the rescaled one.
template <class T>
struct StepRequest {
  T A;
  T B;
  T S;
  T omega;
  std::int64_t n_paths;
  std::int64_t n_counted;
  std::int64_t stride;
};

std::int64_t take_step(const ComponentTable<double>& table, const StepRequest<double>& request, const double* z,
                       double* y, Lanes lanes = Lanes::widest);
std::int64_t take_step(const ComponentTable<float>& table, const StepRequest<float>& request, const float* z, float* y,
                       Lanes lanes = Lanes::widest);

/// The states of n_paths paths (a multiple of 32); the columns of their coordinates are `stride` apart.
struct PathStates {
  const double* y;
  std::int64_t n_paths;
  std::int64_t stride;
};

/// ratio[i] = log(p^J_t / p_t) at path i, so that log h_t = log E J + ratio.
void log_ratio(const ComponentTable<double>& table, const PathStates& states, double* ratio,
               Lanes lanes = Lanes::widest);

}  // namespace plumbline
