#include "verify/law_report/law_fields.hpp"

#include <utility>

namespace plumbline {
namespace {

template <class T>
Content content_of(const Known<T>& known) {
  if (known.fact) return *known.fact;
  return NotKnown{known.why_not};
}

void add_if_computed(Fields& fields, const std::string& key, const std::string& meaning,
                     const std::optional<Value>& value) {
  if (value) fields.push_back({key, meaning, *value});
}

void add_finiteness(Fields& fields, const Finiteness& finiteness) {
  fields.push_back({"finite", "whether E J^q of the chain is finite (q = 1 where no power is named)",
                    content_of(finiteness.finite)});
  if (finiteness.finite.fact) fields.push_back({"why", "the far field that decides (H1)", finiteness.why});
  fields.push_back(
      {"first_finite_steps", "smallest N from which it is finite", content_of(finiteness.first_finite_steps)});
}

Fields request_fields(const LawReport& report) {
  return {{"case", "data law", report.case_name},
          {"dimension", "dimension of the state", report.dimension},
          {"w", "guidance scale", report.w},
          {"w_from", "guided after this reverse time", report.w_from},
          {"w_to", "guided up to this reverse time", report.w_to},
          {"guidance_rule", "what is made of the scale and the scores", report.guidance_rule},
          {"steps", "number N of transitions", report.steps},
          {"scheme", "rule of a step", report.scheme},
          {"schedule", "rule of the times", report.schedule},
          {"t0", "first reverse time", report.t0},
          {"tend", "last reverse time, 1 is data", report.tend},
          {"start", "law of the first state", report.start}};
}

void add_law(Fields& fields, const LawReport& report) {
  add_finiteness(fields, report.finiteness);
  fields.push_back({"expected_cost", "E J", report.expected_cost});
  if (report.dimension == 1) {
    fields.push_back({"mean", "E Y", report.mean.front()});
  } else {
    fields.push_back({"mean", "E Y", report.mean});
  }
  fields.push_back({"second_moment", "E |Y|^2", report.second_moment});
  fields.push_back({"mass_defect", "mass that normalisation put back", report.mass_defect});
}

void add_distances(Fields& fields, const LawReport& report) {
  fields.push_back({"tv", "total variation distance from the limit", report.tv});
  fields.push_back({"kl", "KL divergence of the chain from its limit", report.kl});
  add_if_computed(fields, "kl_backward", "KL divergence of the limit from the chain", report.kl_backward);
  add_if_computed(fields, "hellinger", "Hellinger distance from the limit", report.hellinger);
  fields.push_back({"w1", "Wasserstein distance of order 1 from the limit", report.w1});
  fields.push_back({"w2", "Wasserstein distance of order 2 from the limit", report.w2});
  add_if_computed(fields, "tv_data", "total variation distance from the unguided law p", report.tv_data);
  add_if_computed(fields, "tv_exact_start", "total variation distance from the limit that starts from p at t0",
                  report.tv_exact_start);
  add_if_computed(fields, "cost_difference", "E J less that of the limit", report.cost_difference);
  add_if_computed(fields, "mean_difference", "E Y less that of the limit", report.mean_difference);
  add_if_computed(fields, "second_moment_difference", "E |Y|^2 less that of the limit",
                  report.second_moment_difference);
}

Fields limit_fields(const LimitReport& limit) {
  Fields fields{{"expected_cost", "E J of the limit", limit.expected_cost}};
  add_if_computed(fields, "fokker_planck", "E J of the limit by the Fokker-Planck equation", limit.fokker_planck);
  add_if_computed(fields, "richardson", "E J of the limit by extrapolation in N", limit.richardson);
  return fields;
}

Fields power_fields(const PowerReport& power) {
  Fields fields{{"power", "q of E J^q", power.power}};
  add_finiteness(fields, power.finiteness);
  fields.push_back({"value", "E J^q", power.value});
  fields.push_back({"limit", "E J^q of the limit", power.limit});
  add_if_computed(fields, "difference", "E J^q less that of the limit", power.difference);
  return fields;
}

Fields tilted_fields(const TiltedReport& tilted) {
  return {{"normalisable", "whether the tilted law exists", tilted.normalisable},
          {"why", "why it exists, or why not", tilted.why},
          {"normaliser", "Int p^(1 + omega) (p^J)^(-omega)", tilted.normaliser},
          {"expected_cost", "E J of the tilted law", tilted.expected_cost},
          {"tv", "total variation distance of the tilted law from the limit", tilted.tv},
          {"cost_difference", "E J of the tilted law less that of the limit", tilted.cost_difference}};
}

}  // namespace

Fields fields_of(const LawReport& report) {
  Fields fields = request_fields(report);
  add_law(fields, report);
  add_distances(fields, report);
  fields.push_back({"limit", "the law of (26)", limit_fields(report.limit)});
  fields.push_back({"path_kl_bound", "Girsanov path KL, an upper bound of kl", report.path_kl_bound});
  if (!report.powers.empty()) {
    std::vector<Fields> powers;
    for (const PowerReport& power : report.powers) powers.push_back(power_fields(power));
    fields.push_back({"powers", "E J^q", std::move(powers)});
  }
  if (report.tilted) fields.push_back({"tilted", "p^(1 + omega) (p^J)^(-omega)", tilted_fields(*report.tilted)});
  if (report.seconds) fields.push_back({"seconds", "time that it took", *report.seconds, "s"});
  return fields;
}

}  // namespace plumbline
