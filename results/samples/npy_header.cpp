#include "results/samples/npy_header.hpp"

#include <fmt/format.h>
#include <Eigen/Core>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>

#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

// NumPy writes 118 bytes for a plain array.
constexpr std::size_t longest_header = 4096;

InputError not_npy(const ByteSource& source, const std::string& what) {
  return {what, source.path(), "write it with numpy.save, as float64"};
}

std::string header_text(ByteSource& source, std::int64_t& data_offset) {
  unsigned char head[12];
  if (source.read(head, 10) < 10 || std::memcmp(head, "\x93NUMPY", 6) != 0) {
    throw not_npy(source, "is not a NumPy file");
  }
  std::size_t length = head[8] + 256U * head[9];
  std::size_t before = 10;
  if (head[6] >= 2) {
    if (source.read(head + 10, 2) < 2) throw not_npy(source, "ends within its head");
    length += 65536U * head[10] + 16777216U * head[11];
    before = 12;
  }
  if (head[6] > 3 || length > longest_header) throw not_npy(source, fmt::format("has a head of {} bytes", length));
  std::string text(length, ' ');
  if (source.read(text.data(), length) < length) throw not_npy(source, "ends within its head");
  data_offset = static_cast<std::int64_t>(before + length);
  return text;
}

std::vector<std::int64_t> shape_from(const ByteSource& source, const std::string& inside) {
  std::vector<std::int64_t> shape;
  const char* at = inside.data();
  const char* end = at + inside.size();
  while (at < end) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    std::int64_t extent = 0;
    const auto [after, error] = std::from_chars(at, end, extent);
    if (error != std::errc() || extent < 0) throw not_npy(source, "has a shape that is none: (" + inside + ")");
    shape.push_back(extent);
    at = after;
  }
  return shape;
}

/// What stands behind "'key':" and blanks; nothing without it.
std::string_view value_of(std::string_view head, const std::string& key) {
  const std::string quoted = "'" + key + "':";
  const std::size_t at = head.find(quoted);
  if (at == head.npos) return {};
  const std::string_view value = head.substr(at + quoted.size());
  return value.substr(std::min(value.find_first_not_of(' '), value.size()));
}

/// What stands between `begin`, with which `text` must start, and the next `end`; nothing without them.
std::string_view inside(std::string_view text, std::string_view begin, std::string_view end) {
  if (!text.starts_with(begin)) return {};
  const std::size_t last = text.find(end, begin.size());
  return last == text.npos ? std::string_view() : text.substr(begin.size(), last - begin.size());
}

template <class Number, class Bits>
void convert(bool swapped, const unsigned char* bytes, std::int64_t n, double* out) {
  for (std::int64_t i = 0; i < n; ++i) {
    unsigned char raw[sizeof(Bits)];
    std::memcpy(raw, bytes + i * static_cast<std::int64_t>(sizeof(Bits)), sizeof(Bits));
    if (swapped) std::reverse(raw, raw + sizeof(Bits));
    Bits bits;
    std::memcpy(&bits, raw, sizeof(Bits));
    if constexpr (sizeof(Bits) == 2) {
      out[i] = static_cast<double>(static_cast<float>(Eigen::numext::bit_cast<Eigen::half>(bits)));
    } else {
      out[i] = static_cast<double>(std::bit_cast<Number>(bits));
    }
  }
}

}  // namespace

NpyHeader read_npy_header(ByteSource& source) {
  NpyHeader header;
  const std::string text = header_text(source, header.data_offset);
  const std::string_view type = inside(value_of(text, "descr"), "'", "'");
  const std::string_view order = value_of(text, "fortran_order");
  const std::string_view shape = inside(value_of(text, "shape"), "(", ")");
  const bool says_order = order.starts_with("True") || order.starts_with("False");
  constexpr std::string_view byte_orders = "<>=|";
  if (type.size() < 2 || byte_orders.find(type[0]) == type.npos || !says_order || shape.data() == nullptr) {
    throw not_npy(source, "has a head that is not one of a plain array");
  }
  const std::string_view number = type.substr(1);
  if (number != "f2" && number != "f4" && number != "f8") {
    throw not_npy(source, fmt::format("holds numbers of type {}, not float16, float32 or float64", type));
  }
  header.n_bytes = number.back() - '0';
  const bool little = std::endian::native == std::endian::little;
  header.swapped = (type[0] == '>' && little) || (type[0] == '<' && !little);
  header.fortran_order = order.starts_with("True");
  header.shape = shape_from(source, std::string(shape));
  return header;
}

void npy_to_double(const NpyHeader& header, const unsigned char* bytes, std::int64_t n, double* out) {
  if (header.n_bytes == 2) convert<Eigen::half, std::uint16_t>(header.swapped, bytes, n, out);
  if (header.n_bytes == 4) convert<float, std::uint32_t>(header.swapped, bytes, n, out);
  if (header.n_bytes == 8) convert<double, std::uint64_t>(header.swapped, bytes, n, out);
}

}  // namespace plumbline
