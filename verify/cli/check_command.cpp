#include <fmt/format.h>

#include <memory>
#include <string>

#include "results/report/fitted.hpp"
#include "results/report/json_text.hpp"
#include "theory/base/input_error.hpp"
#include "verify/check/sample_check.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/junit_output.hpp"
#include "verify/cli/named_options.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/output/claims_table.hpp"
#include "verify/output/findings.hpp"

namespace plumbline {
namespace {

struct CheckCommandOptions {
  std::string case_name;
  SampleSource samples;
  ChainOptions chain;
  Against against = Against::chain;
  SamplePromise promise;
  bool until_decided = false;
  RunOptions run;
  JunitOutput junit;
};

/// What the samples can show, said before the verdict.
std::string sight(const SampleFinding& found, const CheckCommandOptions& options) {
  std::string text = fmt::format("{} samples see a shift of {:.2g} standard deviations", found.n, found.smallest_shift);
  if (options.until_decided) text += fmt::format(" at look {} of the stream", found.n_looks);
  if (found.n < found.n_needed) {
    text += fmt::format("; for {:.2g} in every check bring {}", options.promise.resolution, found.n_needed);
  }
  return text;
}

std::vector<std::string> remarks(const SampleFinding& found) {
  std::vector<std::string> lines = found.diagnosis;
  if (found.verdict() == Verdict::violated && lines.empty() && found.n_near_misses > 0) {
    lines.push_back(fmt::format("none of the {} near misses fits", found.n_near_misses));
  }
  lines.insert(lines.end(), found.oddities.begin(), found.oddities.end());
  return lines;
}

Json report(const CheckCommandOptions& options, const Finding& finding, const SampleFinding& found) {
  Json json = findings_json({finding}, false);
  json["samples"] = found.n;
  if (options.until_decided) json["looks"] = found.n_looks;
  json["smallest_shift"] = json_number(found.smallest_shift);
  json["resolution"] = options.promise.resolution;
  json["samples_needed"] = found.n_needed;
  json["false_alarm"] = options.promise.false_alarm;
  json["near_misses"] = found.n_near_misses;
  json["diagnosis"] = found.diagnosis;
  json["oddities"] = found.oddities;
  return json;
}

SampleCheck request_of(const CheckCommandOptions& options) {
  if (!(options.promise.false_alarm > 0.0 && options.promise.false_alarm < 1.0)) {
    throw InputError(fmt::format("rate {}", options.promise.false_alarm), "--false-alarm",
                     "give a number between 0 and 1");
  }
  if (!(options.promise.resolution > 0.0)) {
    throw InputError(fmt::format("shift {}", options.promise.resolution), "--resolution", "give a number above 0");
  }
  SampleCheck request{load_any_case(options.case_name), options.chain.chain(), options.chain.family().schedule,
                      options.against, options.promise};
  request.until_decided = options.until_decided;
  return request;
}

void print(const CheckCommandOptions& options, const Finding& finding, const SampleFinding& found) {
  if (options.run.json) {
    fmt::print("{}", json_text(report(options, finding, found)));
    return;
  }
  const std::size_t width = output_width();
  fmt::print("{}{}", wrapped(sight(found, options), width), verdicts_in_colour(findings_text({finding}, true)));
  for (const std::string& line : remarks(found)) fmt::print("{}", wrapped(line, width));
  fmt::print("{}\n", verdicts_in_colour(std::string(name(found.verdict()))));
}

ExitStatus run(CheckCommandOptions& options) {
  const SampleCheck request = request_of(options);
  std::vector<std::string> inputs = request.problem.files;
  inputs.push_back(options.samples.path);
  options.run.check(inputs);
  RunOutput output(options.run, {request.problem}, {});
  options.junit.open(options.run, inputs);
  const Eigen::Index d = request.problem.pair.dimension();
  const auto samples = open_samples(options.samples, d, fmt::format("case {} has d = {}", request.problem.name, d));
  const SampleFinding found = check_samples(request, *samples);
  Finding finding;
  finding.claim = "samples";
  finding.case_name = request.problem.name;
  finding.checks = found.checks;
  const auto store = [&] {
    std::vector<std::pair<std::string, Table>> tables{{"claims", claims_table({finding})}};
    output.store(tables);
  };
  deliver_each({store, [&] { options.junit.write({finding}); }, [&] { print(options, finding, found); }});
  return exit_status_of(found.verdict());
}

}  // namespace

void add_check_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<CheckCommandOptions>();
  CLI::App& command =
      add_command(app, "check", "Hold your own samples against the exact law of the chain that they should come from");
  add_option(command, "CASE", options->case_name, "A built-in case or the path of a case file", Need::required);
  add_option(command, "--samples", options->samples.path, "A .npy, .npz, .csv, .h5 or .raw file; - for raw doubles on stdin",
             Need::required);
  add_option(command, "--format", options->samples.format, "npy, npz, csv, h5 or raw, whatever the file is called");
  add_option(command, "--dataset", options->samples.dataset, "The dataset of an HDF5 file, the array of an archive");
  options->chain.add_guidance_to(command);
  options->chain.add_to(command);
  add_named_option(command, "--against", options->against, against_from_name, "chain, limit or data");
  add_option(command, "--false-alarm", options->promise.false_alarm,
             "Probability of VIOLATED for samples that have the law");
  add_option(command, "--resolution", options->promise.resolution,
             "Shift in standard deviations that the samples must be able to show");
  add_flag(command, "--until-decided", options->until_decided,
           "Look at the samples as they come and stop when the verdict is known; the false-alarm rate holds for all looks");
  options->junit.add_to(command);
  options->run.add_output_to(command);
  on_chosen(command, [options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace plumbline
