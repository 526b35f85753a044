#include "verify/units/text_row.hpp"

#include <algorithm>
#include <cstdint>

namespace plumbline {
namespace {

constexpr std::size_t kBytesANumber = 6;

}  // namespace

RowWriter& RowWriter::add(double number) {
  row_.push_back(number);
  return *this;
}

RowWriter& RowWriter::add(std::string_view text) {
  add(static_cast<double>(text.size()));
  for (std::size_t i = 0; i < text.size(); i += kBytesANumber) {
    std::uint64_t packed = 0;
    for (const char c : text.substr(i, kBytesANumber)) packed = packed << 8 | static_cast<unsigned char>(c);
    add(static_cast<double>(packed));
  }
  return *this;
}

std::string RowReader::text() {
  const auto size = static_cast<std::size_t>(number());
  std::string text;
  while (text.size() < size) {
    const auto packed = static_cast<std::uint64_t>(number());
    for (std::size_t left = std::min(kBytesANumber, size - text.size()); left > 0; --left) {
      text += static_cast<char>(packed >> (8 * (left - 1)) & 0xff);
    }
  }
  return text;
}

}  // namespace plumbline
