#include "theory/divergence/agreement.hpp"

#include <fmt/format.h>

namespace plumbline {

std::pair<Value, Value> held_under(const Value& kl, const Value& path_kl) {
  if (!exceeds_bound(kl, path_kl)) return {kl, path_kl};
  const Value none = Value::none(
      fmt::format("KL {:.6g} +- {:.2g} and the path KL {:.6g} +- {:.2g} that bounds it contradict each other", kl.value,
                  kl.error, path_kl.value, path_kl.error));
  return {none, none};
}

}  // namespace plumbline
