#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>

namespace plumbline {

/// The seal of a results file: its last 64 bytes, plain text, behind the end of the HDF5 data (which every HDF5 reader
/// ignores). It holds the length and the CRC-64/XZ of all bytes before it, so that a damaged number is noticed.
inline constexpr std::size_t kSealLength = 64;

/// The seal that belongs behind `bytes`.
std::string seal_of(std::string_view bytes);
/// The seal that belongs behind all that is left in `stream`, read piece by piece.
std::string seal_of(std::istream& stream);

enum class Seal {
  absent,  ///< another tool wrote or rewrote the file
  intact,
  broken,  ///< the bytes are not those that were sealed
};

/// Looks at the end of a whole file, and at all of it where there is a seal to check.
Seal check_seal(std::istream& file);

/// Whether a whole file ends with a seal, be it broken.
bool stated_seal(std::istream& file);

}  // namespace plumbline
