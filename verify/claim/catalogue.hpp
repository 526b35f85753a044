#pragma once

#include "verify/claim/claim.hpp"

namespace plumbline {

/// One function a claim, each in the file of its name; claim_catalogue() lists them in this order.
Claim claim_f3();  ///< f3_martingale.cpp
Claim claim_r1();  ///< r1_cost_identity.cpp
Claim claim_g1();  ///< g1_improvement.cpp
Claim claim_g3();  ///< g3_not_uniform.cpp
Claim claim_o1();  ///< o1_power_identity.cpp
Claim claim_o3();  ///< o3_slope.cpp
Claim claim_d1();  ///< d1_weak_order.cpp
Claim claim_d2();  ///< d2_distance_order.cpp
Claim claim_s1();  ///< s1_sampler.cpp
Claim claim_s2();  ///< s2_path_by_path.cpp

}  // namespace plumbline
