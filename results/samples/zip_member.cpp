#include "results/samples/zip_member.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "results/samples/byte_source.hpp"
#include "theory/base/input_error.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t end_bytes = 22;       ///< of the end record without its comment
constexpr std::int64_t directory_bytes = 46;  ///< of an entry of the directory without its names
constexpr std::int64_t head_bytes = 30;       ///< of a local head without its names

InputError not_zip(const std::string& path, const std::string& what) {
  return {what, path, "write it again, with numpy.savez or as .npy"};
}

std::uint32_t number_at(const unsigned char* bytes, int n) {
  std::uint32_t value = 0;
  for (int i = n - 1; i >= 0; --i) value = 256U * value + bytes[i];
  return value;
}

std::vector<unsigned char> bytes_at(ByteSource& source, std::int64_t offset, std::int64_t n) {
  std::vector<unsigned char> bytes(static_cast<std::size_t>(n));
  source.seek(offset);
  if (source.read(bytes.data(), bytes.size()) < bytes.size()) throw not_zip(source.path(), "ends within its directory");
  return bytes;
}

/// (first byte of the directory, its length, number of entries), from the end record.
std::array<std::int64_t, 3> find_directory(ByteSource& source) {
  constexpr std::int64_t longest_comment = 65535;
  const std::int64_t n = std::min(source.size(), end_bytes + longest_comment);
  if (n < end_bytes) throw not_zip(source.path(), "is not an archive");
  const std::vector<unsigned char> tail = bytes_at(source, source.size() - n, n);
  for (std::int64_t at = n - end_bytes; at >= 0; --at) {
    const unsigned char* record = tail.data() + at;
    if (std::memcmp(record, "PK\x05\x06", 4) != 0) continue;
    const std::int64_t begin = number_at(record + 16, 4), length = number_at(record + 12, 4);
    if (begin == 0xFFFFFFFF || number_at(record + 10, 2) == 0xFFFF) {
      throw not_zip(source.path(), "is an archive of 4 GiB or more");
    }
    if (begin + length > source.size()) throw not_zip(source.path(), "has a directory beyond its end");
    return {begin, length, number_at(record + 10, 2)};
  }
  throw not_zip(source.path(), "is not an archive, or is cut off");
}

}  // namespace

std::vector<ZipEntry> zip_entries(const std::string& path) {
  ByteSource source(path);
  if (source.size() < 0) throw InputError("is a stream", path, "give .npz as a file: its directory stands at its end");
  const auto [begin, length, n] = find_directory(source);
  const std::vector<unsigned char> directory = bytes_at(source, begin, length);
  std::vector<ZipEntry> entries;
  std::int64_t at = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const unsigned char* record = directory.data() + at;
    if (at + directory_bytes > length || std::memcmp(record, "PK\x01\x02", 4) != 0) {
      throw not_zip(path, "has a damaged directory");
    }
    const std::int64_t name_bytes = number_at(record + 28, 2);
    const std::int64_t next = at + directory_bytes + name_bytes + number_at(record + 30, 2) + number_at(record + 32, 2);
    if (next > length) throw not_zip(path, "has a damaged directory");
    const char* name = reinterpret_cast<const char*>(record) + directory_bytes;
    ZipEntry entry{std::string(name, static_cast<std::size_t>(name_bytes)),
                   number_at(record + 42, 4),
                   number_at(record + 20, 4),
                   number_at(record + 24, 4),
                   number_at(record + 10, 2) == 8,
                   number_at(record + 16, 4)};
    const bool known = number_at(record + 10, 2) == 0 || entry.deflated;
    if ((number_at(record + 8, 2) & 1U) != 0 || !known) {
      throw not_zip(path, "has a member that is encrypted or packed otherwise");
    }
    if (entry.packed == 0xFFFFFFFF || entry.size == 0xFFFFFFFF) throw not_zip(path, "has a member of 4 GiB or more");
    if (entry.header + head_bytes + entry.packed > source.size() || (!entry.deflated && entry.packed != entry.size)) {
      throw not_zip(path, "has a member beyond its end");
    }
    entries.push_back(std::move(entry));
    at = next;
  }
  return entries;
}

/// A member is read through a file of its own; z stands at the next packed byte.
struct ZipMember::Stream {
  explicit Stream(const std::string& path) : file(path) {}
  ~Stream() {
    if (is_open) inflateEnd(&z);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  ByteSource file;
  z_stream z{};
  bool is_open = false;
  std::int64_t n_left = 0;  ///< packed bytes not read yet
  std::array<unsigned char, 1 << 15> packed{};
};

ZipMember::ZipMember(const std::string& path, const ZipEntry& entry)
    : path_(path), entry_(entry), stream_(std::make_unique<Stream>(path)) {
  const std::vector<unsigned char> head = bytes_at(stream_->file, entry.header, head_bytes);
  if (std::memcmp(head.data(), "PK\x03\x04", 4) != 0) throw not_zip(path, "has a damaged member");
  begin_ = entry.header + head_bytes + number_at(head.data() + 26, 2) + number_at(head.data() + 28, 2);
  if (begin_ + entry.packed > stream_->file.size()) throw not_zip(path, "has a member beyond its end");
  restart();
}

ZipMember::~ZipMember() = default;
ZipMember::ZipMember(ZipMember&&) noexcept = default;

void ZipMember::restart() {
  Stream& stream = *stream_;
  if (stream.is_open) inflateEnd(&stream.z);
  stream.z = z_stream{};
  constexpr int raw_deflate = -MAX_WBITS;
  stream.is_open = entry_.deflated && inflateInit2(&stream.z, raw_deflate) == Z_OK;
  if (entry_.deflated && !stream.is_open) throw not_zip(path_, "cannot be unpacked: no memory");
  stream.n_left = entry_.packed;
  stream.file.seek(begin_);
  position_ = 0;
}

std::size_t ZipMember::inflate_some(unsigned char* out, std::size_t n_bytes) {
  Stream& stream = *stream_;
  stream.z.next_out = out;
  stream.z.avail_out = static_cast<uInt>(n_bytes);
  while (stream.z.avail_out > 0) {
    if (stream.z.avail_in == 0 && stream.n_left > 0) {
      const auto room = static_cast<std::int64_t>(stream.packed.size());
      const auto wanted = static_cast<std::size_t>(std::min(stream.n_left, room));
      if (stream.file.read(stream.packed.data(), wanted) < wanted) throw not_zip(path_, "is cut off");
      stream.n_left -= static_cast<std::int64_t>(wanted);
      stream.z.next_in = stream.packed.data();
      stream.z.avail_in = static_cast<uInt>(wanted);
    }
    const int state = inflate(&stream.z, Z_NO_FLUSH);
    if (state == Z_STREAM_END) break;
    if (state != Z_OK) throw not_zip(path_, fmt::format("has a damaged member \"{}\"", entry_.name));
  }
  return n_bytes - stream.z.avail_out;
}

std::size_t ZipMember::read(void* buffer, std::size_t n_bytes) {
  constexpr std::size_t at_once = 1U << 24;
  auto* out = static_cast<unsigned char*>(buffer);
  std::size_t n_read = 0;
  while (n_read < n_bytes) {
    const auto left = static_cast<std::size_t>(std::max<std::int64_t>(entry_.size - position_, 0));
    const std::size_t wanted = std::min({n_bytes - n_read, left, at_once});
    if (wanted == 0) break;
    const std::size_t got = entry_.deflated ? inflate_some(out + n_read, wanted) : stream_->file.read(out + n_read, wanted);
    n_read += got;
    position_ += static_cast<std::int64_t>(got);
    if (got < wanted) break;
  }
  return n_read;
}

void ZipMember::seek(std::int64_t offset) {
  if (!entry_.deflated) {
    stream_->file.seek(begin_ + offset);
    position_ = offset;
    return;
  }
  if (offset < position_) restart();
  std::array<unsigned char, 1 << 14> passed_over;
  while (position_ < offset) {
    const auto n = static_cast<std::size_t>(std::min<std::int64_t>(offset - position_, passed_over.size()));
    if (read(passed_over.data(), n) < n) return;  // the next read finds nothing
  }
}

void ZipMember::verify() {
  std::array<unsigned char, 1 << 15> bytes;
  uLong crc = crc32(0, nullptr, 0);
  std::int64_t n = 0;
  for (std::size_t got = read(bytes.data(), bytes.size()); got > 0; got = read(bytes.data(), bytes.size())) {
    crc = crc32(crc, bytes.data(), static_cast<uInt>(got));
    n += static_cast<std::int64_t>(got);
  }
  unsigned char one_more = 0;
  const bool goes_on = entry_.deflated && inflate_some(&one_more, 1) > 0;
  if (n != entry_.size || goes_on || static_cast<std::uint32_t>(crc) != entry_.crc) {
    throw not_zip(path_, fmt::format("has a damaged member \"{}\": length or checksum", entry_.name));
  }
  seek(0);
}

}  // namespace plumbline
