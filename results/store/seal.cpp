#include "results/store/seal.hpp"

#include <fmt/format.h>

#include <boost/crc.hpp>
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

}  // namespace

std::string seal_of(std::string_view bytes) {
  Crc64Xz crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return seal_text(crc, bytes.size());
}

std::string seal_of(std::istream& stream) {
  Crc64Xz crc;
  std::size_t length = 0;
  std::vector<char> piece(std::size_t{1} << 20);
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto n = static_cast<std::size_t>(stream.gcount());
    crc.process_bytes(piece.data(), n);
    length += n;
  }
  return seal_text(crc, length);
}

Seal check_seal(std::string_view file) {
  if (file.size() < kSealLength) return Seal::absent;
  const std::string_view seal = file.substr(file.size() - kSealLength);
  if (!seal.starts_with(kSealStart)) {
    // a seal that was cut short shows its beginning somewhere else in the last bytes
    constexpr std::size_t recognisable = 12;
    return seal.find(kSealStart.substr(0, recognisable)) == seal.npos ? Seal::absent : Seal::broken;
  }
  return seal == seal_of(file.substr(0, file.size() - kSealLength)) ? Seal::intact : Seal::broken;
}

}  // namespace plumbline
