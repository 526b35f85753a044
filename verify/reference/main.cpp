// The reference of another kind: what `plumbline law` should print for a case on the line, field by field, as one JSON
// object {"field": ["value", "doubt"]}; {} where it knows nothing. It shares the case reader with the project and
// nothing else. Driven by campaign.py.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>

#include "theory/cases/case.hpp"
#include "verify/reference/affine.hpp"
#include "verify/reference/dense.hpp"

int main(int argc, char** argv) {
  using namespace plumbline::reference;
  Question question;
  std::string which = "any";
  CLI::App app("What `plumbline law` should print");
  app.add_option("CASE", question.case_name)->required();
  app.add_option("--w", question.w);
  app.add_option("--w-from", question.from);
  app.add_option("--w-to", question.to);
  app.add_option("--steps", question.n_steps);
  app.add_option("--scheme", question.scheme);
  app.add_option("--schedule", question.schedule);
  app.add_option("--start", question.start);
  app.add_option("--t0", question.t0);
  app.add_option("--tend", question.tend);
  app.add_option("--power", question.powers);
  app.add_option("--by", which, "any (closed where it can), affine or dense");
  CLI11_PARSE(app, argc, argv);
  try {
    const Problem problem = make_problem(plumbline::load_case(question.case_name).pair, question);
    std::optional<Answers> answers;
    if (which != "dense") answers = affine_answers(problem);
    if (!answers && which != "affine") answers = dense_answers(problem);
    std::string separator = "{";
    for (const auto& [name, answer] : answers.value_or(Answers{})) {
      std::cout << separator << "\"" << name << "\": [\"" << answer.value.str(30, std::ios::scientific) << "\", \""
                << answer.doubt.str(3, std::ios::scientific) << "\"]";
      separator = ",\n ";
    }
    std::cout << (separator == "{" ? "{}" : "}") << "\n";
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
}
