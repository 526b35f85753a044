#include "results/seal.hpp"

#include <fmt/format.h>

#include <boost/crc.hpp>

namespace plumbline {
namespace {

constexpr std::string_view kSealStart = "plumbline seal 1 crc64 ";

}  // namespace

std::string seal_of(std::string_view bytes) {
  boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true> crc64_xz;
  crc64_xz.process_bytes(bytes.data(), bytes.size());
  std::string seal = fmt::format("{}{:016x} length {:016d}", kSealStart, crc64_xz.checksum(), bytes.size());
  seal.resize(kSealLength - 1, ' ');
  return seal + '\n';
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
