#include "results/report/escape.hpp"

#include <algorithm>
#include <regex>

#include "results/report/report.hpp"
#include "results/report/report_charts.hpp"
#include "results/report/show.hpp"
#include "theory/base/printable.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

// Names as a stranger might choose them; each must be shown and do nothing.
const std::vector<std::string> kHostile = {"\x1b[31mred\x1b[0m",
                                           "\x1b]0;title\x07",
                                           "a\rb\nc\td",
                                           "\xc2\x9b"
                                           "31m",
                                           "\xff\xfe",
                                           "\xe2\x80\xae"
                                           "gnp.exe",
                                           "<script>alert(1)</script>",
                                           "' onload='x",
                                           "\" onload=\"x",
                                           "&amp;&#x3c;",
                                           "</text></svg><img src=x>",
                                           "$x_{1}$ \\input{/etc/passwd}",
                                           "100% #1 a&b ~ ^",
                                           "| a | `b` [c](d)",
                                           "=1+1",
                                           "@SUM(A1)",
                                           "+1",
                                           "-1",
                                           "a,b;\"c\"",
                                           "--><!--",
                                           "]]>",
                                           "{}{0}",
                                           std::string("zero\0byte", 9),
                                           "\xed\xa0\x80",
                                           "%s%n"};

bool is_quiet(const std::string& text, const std::string& allowed = "\n") {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) {
                       return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || allowed.find(c) != allowed.npos;
                     }) &&
         text.find("\xc2\x9b") == text.npos && text.find("\xe2\x80\xae") == text.npos &&
         text.find("\xff") == text.npos && text.find("\xed\xa0") == text.npos;
}

Results named(const std::string& name) {
  Results results;
  Provenance& provenance = results.provenance;
  provenance.cases = {{name, name}};
  for (std::string* text : {&provenance.command_line, &provenance.git_commit, &provenance.cpu, &provenance.start}) {
    *text = name;
  }
  Table table(name, name);
  table.add_axis({"case", name, name, std::vector<std::string>{name, "b"}});
  table.add_axis({"scheme", "1", "scheme", std::vector<std::string>{name}});
  table.add_axis({"steps", "1", "N", std::vector<std::int64_t>{32, 64}});
  table.add({"tv", name, name, {}, std::vector<double>{1.0, 0.5, 1.0, 0.5}});
  table.add({"verdict", "1", "v", {"case"}, std::vector<std::string>{name, "HOLDS " + name}});
  results.tables.emplace_back("error_vs_n", table);
  return results;
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// One record of RFC 4180, of as many fields as it should have, each as a spreadsheet reads it.
std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted)
      fields.emplace_back();
    else if (c != '"')
      fields.back() += c;
  }
  return fields;
}

}  // namespace

TEST_CASE("what is printable stays, what acts is escaped", "[exact]") {
  CHECK(printable("naïve Größe 漢字 😀 a\\b") == "naïve Größe 漢字 😀 a\\b");
  CHECK(printable("\x1b[31m") == "\\x1b[31m");
  CHECK(printable("\xc2\x9b") == "\\u{9b}");
  CHECK(printable("\xe2\x80\xae") == "\\u{202e}");
  CHECK(printable("\xff\xc0\x80") == "\\xff\\xc0\\x80");
  CHECK(printable("\xe6\xbc") == "\\xe6\\xbc");
  CHECK(printable("a\nb\tc", "\n") == "a\nb\\x09c");
}

TEST_CASE("hostile names in every output", "[bad-input]") {
  const std::string tame = report_html({named("tame")});
  for (const std::string& name : kHostile) {
    INFO(printable(name));
    const Results results = named(name);
    const std::string text = show(results, {.width = 1000});
    CHECK(is_quiet(text));
    CHECK(times(text, "\n") == times(show(named("tame"), {.width = 1000}), "\n"));

    const std::string html = report_html({results});
    CHECK(is_quiet(html, "\n\t"));
    for (const char* tag : {"<script", "<img", "<svg", "</svg", "<text", "<td", "<!--"}) {
      CHECK(times(html, tag) == times(tame, tag));
    }
    CHECK_FALSE(std::regex_search(html, std::regex("[\"'] ?onload=[\"']")));

    const std::string with_comments = show(results, ShowFormat::latex);
    CHECK(is_quiet(with_comments));
    const std::string latex = std::regex_replace(with_comments, std::regex("(^|\n)%[^\n]*"), "");
    CHECK(times(latex, "\\input") == 0);
    {
      const std::string line = latex.substr(latex.find("\\midrule"));
      const std::string bare = std::regex_replace(line, std::regex(R"(\\[&%$#_{}])"), "");
      CHECK(times(bare, "%") == 0);
      CHECK(times(bare, "#") == 0);
      CHECK(times(bare, "$") % 2 == 0);
      CHECK(times(bare, "{") == times(bare, "}"));
    }
    CHECK(times(latex, " & ") == times(show(named("tame"), ShowFormat::latex), " & "));

    const std::string markdown = show(results, ShowFormat::markdown);
    CHECK(is_quiet(markdown));
    const std::string unescaped = std::regex_replace(markdown, std::regex(R"(\\.)"), "");
    CHECK(times(unescaped, "|") == times(show(named("tame"), ShowFormat::markdown), "|"));
    for (const char* mark : {"<", "`", "["}) CHECK(times(unescaped, mark) == 0);

    const std::string csv = show(results, ShowFormat::csv);
    CHECK(is_quiet(csv, "\r\n"));
    const std::string row = csv.substr(csv.find('\n') + 1, csv.find('\r', csv.find('\n')) - csv.find('\n') - 1);
    const std::vector<std::string> fields = csv_fields(row);
    REQUIRE(fields.size() == 4);
    CHECK(std::string("=+-@").find(fields[0][0]) == std::string::npos);
  }
}
