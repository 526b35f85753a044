#include "results/report/escape.hpp"

#include <string_view>

#include "theory/base/printable.hpp"

namespace plumbline {
namespace {

/// Every character by its `replacement`, a null pointer for itself.
template <class Replacement>
std::string replaced(const std::string& text, const Replacement& replacement) {
  std::string escaped;
  for (const char c : text) {
    const char* other = replacement(c);
    if (other == nullptr) {
      escaped += c;
    } else {
      escaped += other;
    }
  }
  return escaped;
}

const char* html_entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return nullptr;
  }
}

const char* latex_command(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '~':
      return "\\textasciitilde{}";
    case '^':
      return "\\textasciicircum{}";
    case '<':
      return "\\textless{}";
    case '>':
      return "\\textgreater{}";
    case '|':
      return "\\textbar{}";
    case '"':
      return "\\textquotedbl{}";
    case '&':
      return "\\&";
    case '%':
      return "\\%";
    case '$':
      return "\\$";
    case '#':
      return "\\#";
    case '_':
      return "\\_";
    case '{':
      return "\\{";
    case '}':
      return "\\}";
    default:
      return nullptr;
  }
}

}  // namespace

std::string html_escaped(const std::string& text) { return replaced(printable(text, "\n\t"), html_entity); }

std::string latex_escaped(const std::string& text) { return replaced(printable(text), latex_command); }

std::string markdown_escaped(const std::string& text) {
  constexpr std::string_view punctuation = "\\`*_{}[]<>()#+-.!|&~$=:\"'@";
  std::string escaped;
  for (const char c : printable(text)) {
    if (punctuation.find(c) != punctuation.npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string csv_field(const std::string& text) {
  std::string field = printable(text);
  if (!field.empty() && std::string_view("=+-@").find(field.front()) != std::string_view::npos)
    field.insert(0, 1, '\'');
  if (field.find_first_of(",\"; ") == field.npos) return field;
  return '"' + replaced(field, [](char c) { return c == '"' ? "\"\"" : nullptr; }) + '"';
}

}  // namespace plumbline
