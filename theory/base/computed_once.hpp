#pragma once

#include <map>
#include <mutex>
#include <optional>

namespace plumbline {

/// A table filled on demand by any number of threads: every entry is computed once, by the first that asks for it, and
/// whoever asks meanwhile waits. Entries never move.
template <class Key, class Entry>
class ComputedOnce {
 public:
  /// `compute` must not ask the same table for the same key. If it throws, the next that asks computes again.
  template <class Compute>
  const Entry& get(const Key& key, const Compute& compute) {
    Slot& slot = slot_of(key);
    std::call_once(slot.computed, [&] { slot.entry.emplace(compute()); });
    return *slot.entry;
  }

 private:
  struct Slot {
    std::once_flag computed;
    std::optional<Entry> entry;
  };

  Slot& slot_of(const Key& key) {
    const std::lock_guard lock(mutex_);
    return slots_[key];
  }

  std::mutex mutex_;
  std::map<Key, Slot> slots_;
};

}  // namespace plumbline
