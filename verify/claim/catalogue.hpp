#pragma once

#include "verify/claim/claim.hpp"

namespace plumbline {

/// One function a claim, each in the file of its name; claim_catalogue() lists them in this order.
Claim claim_f1();  ///< f1_forward_law.cpp
Claim claim_f2();  ///< f2_score_gap.cpp
Claim claim_f3();  ///< f3_martingale.cpp
Claim claim_r1();  ///< r1_cost_identity.cpp
Claim claim_r2();  ///< r2_reward_identity.cpp
Claim claim_g1();  ///< g1_improvement.cpp
Claim claim_g2();  ///< g2_training.cpp
Claim claim_g3();  ///< g3_not_uniform.cpp
Claim claim_o1();  ///< o1_power_identity.cpp
Claim claim_o2();  ///< o2_power_trend.cpp
Claim claim_o3();  ///< o3_slope.cpp
Claim claim_o4();  ///< o4_doob.cpp
Claim claim_o5();  ///< o5_path_kl.cpp
Claim claim_o6();  ///< o6_gaussian.cpp
Claim claim_k1();  ///< k1_noise_share.cpp
Claim claim_d1();  ///< d1_weak_order.cpp
Claim claim_d2();  ///< d2_distance_order.cpp
Claim claim_d3();  ///< d3_strong_order.cpp
Claim claim_d4();  ///< d4_dimension.cpp
Claim claim_d5();  ///< d5_order_of_rules.cpp
Claim claim_e1();  ///< e1_score_error.cpp
Claim claim_e2();  ///< e2_improvement_survives.cpp
Claim claim_e3();  ///< e3_error_budget.cpp
Claim claim_h1();  ///< h1_integrability.cpp
Claim claim_s1();  ///< s1_sampler.cpp
Claim claim_s2();  ///< s2_path_by_path.cpp
Claim claim_s3();  ///< s3_distribution.cpp
Claim claim_s4();  ///< s4_rules.cpp

}  // namespace plumbline
