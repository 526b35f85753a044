#include <fmt/format.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "results/samples/sample_reader.hpp"
#include "theory/base/input_error.hpp"
#include "theory/base/out_of_reach.hpp"
#include "theory/problem/guidance_scale.hpp"
#include "theory/reduced/product_law.hpp"
#include "verify/cli/chain_options.hpp"
#include "verify/cli/commands.hpp"
#include "verify/cli/run_options.hpp"
#include "verify/study/classifier_probability.hpp"

namespace plumbline {
namespace {

struct ProbabilityOptions {
  SampleSource file;
  std::vector<double> scales;
  double largest_cost = 100.0;
  std::string case_name;
  ChainOptions chain;
  RunOptions run;
};

/// E 1/p of the chain at w; NaN where no exact law is known.
Value exact_cost(const Case& problem, const ProbabilityOptions& options, double w) {
  Chain chain = options.chain.chain();
  chain.guidance.scale = guidance_scale(w);
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  try {
    return product_chain_law(reduce_to_line(problem.pair), chain).line.expected_cost();
  } catch (const InputError&) {
  } catch (const OutOfReach&) {
  }
  return {unknown, unknown, "no exact law"};
}

ExitStatus run(const ProbabilityOptions& options, const CLI::App& command) {
  if (options.case_name.empty()) refuse_chain_options(command);
  std::vector<Case> cases;
  if (!options.case_name.empty()) cases = load_cases({options.case_name});
  std::vector<std::string> inputs = files_of(cases);
  inputs.push_back(options.file.path);
  options.run.check(inputs);
  ProbabilitySums sums(options.scales, options.largest_cost);
  RunOutput output(options.run, cases, {});
  const auto columns = static_cast<Eigen::Index>(options.scales.size());
  const auto reader = open_samples(options.file, columns, fmt::format("--w has {} scales", columns));
  std::int64_t first = 0;
  for (Eigen::MatrixXd block = reader->next(); block.cols() > 0; block = reader->next()) {
    sums.add(block, first);
    first += block.cols();
  }
  std::vector<std::pair<std::string, Table>> tables{
      {"classifier_probability", sums.table([&](double w) -> Value {
         if (cases.empty()) return {std::numeric_limits<double>::quiet_NaN(), 0.0, "no case"};
         return exact_cost(cases.front(), options, w);
       })}};
  deliver_each({[&] { output.store(tables); }, [&] { output.print(tables, options.run.json); }});
  return ExitStatus::holds;
}

}  // namespace

void add_classifier_probability_study(CLI::App& studies, Action& action) {
  auto options = std::make_shared<ProbabilityOptions>();
  CLI::App& command = add_command(studies, "classifier-probability",
                                  "Guided and unguided classifier probabilities from a file (LJ25, Figure 2 style)");
  add_option(command, "FILE", options->file.path, "Probabilities of the class wanted: a row a sample, a column a w",
             Need::required);
  add_option(command, "--w", options->scales, "Guidance scales of the columns; rows are compared with the first",
             Need::required);
  add_option(command, "--format", options->file.format, "npy, npz, csv, h5 or raw, whatever the file is called");
  add_option(command, "--dataset", options->file.dataset, "The dataset of an HDF5 file, the array of an archive");
  add_option(command, "--truncate", options->largest_cost,
             "Means are of min(1/p, this), which heavy tails do not break");
  add_option(command, "--case", options->case_name,
             "The case that the samples are of, for the exact E 1/p; with --steps");
  options->chain.add_to(command);
  options->run.add_output_to(command);
  on_chosen(command, [options, &command, &action] {
    action = [options, &command] { return run(*options, command); };
  });
}

}  // namespace plumbline
