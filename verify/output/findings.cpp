#include "verify/output/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "results/report/fitted.hpp"
#include "theory/base/printable.hpp"
#include "verify/output/terminal.hpp"

namespace plumbline {
namespace {

/// The check on which the verdict of the finding rests: the worst verdict, and among those the smallest margin.
const Check& tightest(const Finding& finding) {
  return *std::min_element(finding.checks.begin(), finding.checks.end(), [](const Check& a, const Check& b) {
    if (a.decision.verdict != b.decision.verdict) {
      return worse(a.decision.verdict, b.decision.verdict) == a.decision.verdict;
    }
    return a.decision.margin < b.decision.margin;
  });
}

std::string describe(const Check& check) {
  return fmt::format("{}: {} {} {} (margin {:.3g})", check.what, format_value(check.left), name(check.relation),
                     format_value(check.right), check.decision.margin);
}

Json check_json(const Check& check) {
  Json object;
  object["what"] = check.what;
  set_value(object, "left", check.left);
  object["left_how"] = check.left.how;
  object["relation"] = name(check.relation);
  set_value(object, "right", check.right);
  object["right_how"] = check.right.how;
  object["verdict"] = name(check.decision.verdict);
  object["reason"] = name(check.decision.reason);
  object["difference"] = json_number(check.decision.difference);
  object["allowance"] = json_number(check.decision.allowance);
  object["margin"] = json_number(check.decision.margin);
  if (check.false_alarm > 0.0) object["false_alarm"] = check.false_alarm;
  if (check.decision.p_value) object["p_value"] = *check.decision.p_value;
  return object;
}

}  // namespace

std::string findings_text(const std::vector<Finding>& findings, bool details) {
  std::vector<std::vector<std::string>> rows{{"claim", "case", "verdict", "margin", "s", "what was compared"}};
  const auto row = [&](const std::string& claim, const std::string& where, const Check& check,
                       const std::string& seconds) {
    const std::string numbers =
        fmt::format("{} {} {}", format_value(check.left), name(check.relation), format_value(check.right));
    rows.push_back({claim, where, verdict_text(check.decision), fmt::format("{:.2f}", check.decision.margin), seconds,
                    details ? fmt::format("{}: {}", check.what, numbers) : fmt::format("{}: {}", numbers, check.what)});
  };
  for (const Finding& finding : findings) {
    if (!finding.applies()) {
      rows.push_back({finding.claim, finding.case_name, "not applicable", "", "", finding.not_applicable});
      continue;
    }
    const std::string seconds = fmt::format("{:.1f}", finding.seconds);
    row(finding.claim, finding.case_name, tightest(finding), seconds);
    if (details) {
      for (const Check& check : finding.checks) row("", "", check, "");
    }
  }
  return fitted(rows, output_width(), details ? LongText::wrapped : LongText::cut) +
         "margin 1: agreement, 0: the edge; s: seconds\n";
}

Json findings_json(const std::vector<Finding>& findings, bool with_seconds) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    Json object;
    object["id"] = finding.claim;
    object["case"] = finding.case_name;
    object["verdict"] = finding.applies() ? name(finding.verdict()) : "NOT APPLICABLE";
    object["reason"] =
        finding.applies() ? std::string(name(tightest(finding).decision.reason)) : finding.not_applicable;
    if (with_seconds) object["seconds"] = finding.seconds;
    object["checks"] = Json::array();
    for (const Check& check : finding.checks) object["checks"].push_back(check_json(check));
    list.push_back(std::move(object));
  }
  Json report;
  report["verdict"] = name(overall(findings));
  report["claims"] = std::move(list);
  return report;
}

std::string findings_junit(const std::vector<Finding>& findings) {
  pugi::xml_document document;
  pugi::xml_node suites = document.append_child("testsuites");
  std::map<std::string, pugi::xml_node> suite_of_claim;
  std::map<std::string, std::array<int, 4>> counts;  // tests, failures, errors, skipped
  for (const Finding& finding : findings) {
    auto [place, is_new] = suite_of_claim.try_emplace(finding.claim);
    if (is_new) place->second = suites.append_child("testsuite");
    pugi::xml_node test = place->second.append_child("testcase");
    test.append_attribute("classname") = finding.claim.c_str();
    test.append_attribute("name") = printable(finding.case_name).c_str();
    test.append_attribute("time") = fmt::format("{:.3f}", finding.seconds).c_str();
    auto& [tests, failures, errors, skipped] = counts[finding.claim];
    ++tests;
    std::string numbers;
    for (const Check& check : finding.checks) numbers += describe(check) + '\n';
    if (!finding.applies()) {
      ++skipped;
      test.append_child("skipped").append_attribute("message") = printable(finding.not_applicable).c_str();
    } else if (finding.verdict() != Verdict::holds) {
      const bool violated = finding.verdict() == Verdict::violated;
      ++(violated ? failures : errors);
      pugi::xml_node node = test.append_child(violated ? "failure" : "error");
      node.append_attribute("message") = printable(describe(tightest(finding))).c_str();
      node.append_attribute("type") = verdict_text(tightest(finding).decision).c_str();
    }
    if (!numbers.empty()) test.append_child("system-out").text() = printable(numbers, "\n").c_str();
  }
  for (auto& [claim, suite] : suite_of_claim) {
    const auto& [tests, failures, errors, skipped] = counts[claim];
    suite.append_attribute("name") = claim.c_str();
    suite.append_attribute("tests") = tests;
    suite.append_attribute("failures") = failures;
    suite.append_attribute("errors") = errors;
    suite.append_attribute("skipped") = skipped;
  }
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

Verdict overall(const std::vector<Finding>& findings) {
  Verdict verdict = Verdict::holds;
  bool any = false;
  for (const Finding& finding : findings) {
    if (!finding.applies()) continue;
    any = true;
    verdict = worse(verdict, finding.verdict());
  }
  return any ? verdict : Verdict::inconclusive;
}

}  // namespace plumbline
