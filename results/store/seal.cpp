#include "results/store/seal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <limits>
#include <vector>

namespace plumbline {
namespace {

constexpr std::string_view kSealStart = "plumbline seal 1 crc64 ";

using Crc64Xz = boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true>;

std::string seal_text(const Crc64Xz& crc, std::size_t length) {
  std::string seal = fmt::format("{}{:016x} length {:016d}", kSealStart, crc.checksum(), length);
  seal.resize(kSealLength - 1, ' ');
  return seal + '\n';
}

/// The CRC of the next `length` bytes of `stream`, or of as many as there are; `length` becomes their number.
Crc64Xz crc_of(std::istream& stream, std::size_t& length) {
  Crc64Xz crc;
  std::size_t n_read = 0;
  std::vector<char> piece(std::size_t{1} << 20);
  while (stream && n_read < length) {
    stream.read(piece.data(), static_cast<std::streamsize>(std::min(piece.size(), length - n_read)));
    const auto n = static_cast<std::size_t>(stream.gcount());
    crc.process_bytes(piece.data(), n);
    n_read += n;
  }
  length = n_read;
  return crc;
}

/// The last bytes of a file, as many as a seal has; empty if the file is shorter. `length` is what stands before them.
std::string end_of(std::istream& file, std::size_t& length) {
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::size_t>(file.tellg());
  if (!file || size < kSealLength) return "";
  length = size - kSealLength;
  file.seekg(static_cast<std::streamoff>(length));
  std::string end(kSealLength, '\0');
  file.read(end.data(), static_cast<std::streamsize>(end.size()));
  return end;
}

}  // namespace

std::string seal_of(std::string_view bytes) {
  Crc64Xz crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return seal_text(crc, bytes.size());
}

std::string seal_of(std::istream& stream) {
  std::size_t length = std::numeric_limits<std::size_t>::max();
  const Crc64Xz crc = crc_of(stream, length);
  return seal_text(crc, length);
}

bool stated_seal(std::istream& file) {
  std::size_t length = 0;
  return end_of(file, length).starts_with(kSealStart);
}

Seal check_seal(std::istream& file) {
  std::size_t length = 0;
  const std::string seal = end_of(file, length);
  if (!seal.starts_with(kSealStart)) {
    // a seal that was cut short shows its beginning somewhere else in the last bytes
    constexpr std::size_t recognisable = 12;
    return seal.find(kSealStart.substr(0, recognisable)) == seal.npos ? Seal::absent : Seal::broken;
  }
  file.seekg(0);
  const Crc64Xz crc = crc_of(file, length);
  return seal == seal_text(crc, length) ? Seal::intact : Seal::broken;
}

}  // namespace plumbline
