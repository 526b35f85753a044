#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <new>
#include <vector>

namespace plumbline {

/// Memory that starts at a cache line, so that no vector of a kernel lies across two.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), line)); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, line); }
  template <class U>
  bool operator==(const CacheLineAllocator<U>&) const {
    return true;
  }
};

/// A column-major array of shape (rows, columns) in such memory, zero at first.
class AlignedArray {
 public:
  AlignedArray() = default;
  AlignedArray(Eigen::Index rows, Eigen::Index columns)
      : rows_(rows), columns_(columns), values_(static_cast<std::size_t>(rows * columns), 0.0) {}

  Eigen::Index cols() const { return columns_; }
  Eigen::Map<Eigen::ArrayXXd> array() { return {values_.data(), rows_, columns_}; }
  Eigen::Map<const Eigen::ArrayXXd> array() const { return {values_.data(), rows_, columns_}; }

 private:
  Eigen::Index rows_ = 0;
  Eigen::Index columns_ = 0;
  std::vector<double, CacheLineAllocator<double>> values_;
};

}  // namespace plumbline
