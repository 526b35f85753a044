// Mutated case files, clouds of points, results files and command lines, fed to the command: in one process, through
// run_command(), because a hundred thousand starts of a process under the sanitizers (preset debug) would take a day.
// The alternatives to an exit status of 0 .. 4, with one line if it is 2 or 4, end the fuzzer: a crash, five minutes
// without an answer, or an internal error.
//
// usage: plumbline_fuzz cases|points|results|lines N SEED [FILE]
//   cases    `cases --show F` on each, and on one accepted case in twenty `verify --claim S2`
//   points   `cases --show F` with a mutated HDF5 file of points beside F
//   results  show, report, compare or merge; FILE is mutated instead of a built-in file (one without a seal reaches
//            deeper: `h5repack` writes one)
//   lines    command lines of all commands on a case that does not exist, so that nothing is computed
#include <hdf5.h>

#include <filesystem>
#include <iostream>
#include <sstream>

#include "results/store/file.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/regular_file.hpp"
#include "results/store/seal.hpp"
#include "results/table/monte_carlo.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/fuzz_tools.hpp"
#include "verify/testing/test_directory.hpp"

#if defined(__SANITIZE_ADDRESS__)
// HDF5 1.10 itself leaks a few blocks when it gives up on a damaged file.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }
#endif

namespace plumbline {
namespace {

constexpr long kOneInSoManyIsRun = 20;

void fuzz_cases(long n, Mutator& mutator, Tally& tally) {
  const std::vector<std::string> words = {"nan",
                                          "inf",
                                          "-1",
                                          "1e308",
                                          "0",
                                          "[",
                                          "]",
                                          "\"",
                                          "[[component]]",
                                          "class",
                                          "mean",
                                          "=",
                                          "#",
                                          "'''",
                                          "{",
                                          "9e999",
                                          "[guidance]",
                                          "covariance",
                                          "[[1.0, 0.0], [0.0, 1.0]]",
                                          "kind = \"cost\"",
                                          "[points]",
                                          "9223372036854775808"};
  const TestDirectory directory;
  const std::string path = directory / "fuzz.toml";
  std::vector<std::string> texts;
  for (const std::string& name : built_in_case_names()) texts.push_back(load_case(name).text);
  long n_accepted = 0;
  for (long i = 0; i < n; ++i) {
    const std::string text = mutator.mutated(texts[mutator.below(texts.size())], words);
    write_text(path, text);
    const Answer seen = answer({"cases", "--show", path});
    tally.add(seen, text);
    if (seen.status == 0 && n_accepted++ % kOneInSoManyIsRun == 0) {
      tally.add(answer({"verify", "--claim", "S2", "--case", path, "--threads", "1"}), text);
    }
    tally.report(i + 1);
  }
}

std::string small_file(const std::string& path) {
  Table table("Weak error", "plumbline study");
  table.add_axis({"case", "1", "case", std::vector<std::string>{"a", "b"}});
  table.add_axis({"w", "1", "w", std::vector<double>{0.1, 1.0}});
  std::vector<Moments> moments(4);
  for (Moments& row : moments) row.add(1.0), row.add(2.0);
  add_monte_carlo(table, {"mean_negative_cost", "1", "cost", {}, {}}, moments);
  table.add({"verdict", "1", "verdict", {"case"}, std::vector<std::string>{"HOLDS", "VIOLATED"}});
  ResultFile file = ResultFile::create(path, provenance_now("fuzz", {{"a", "name = \"a\""}}, {1}, Times::left_out));
  file.write(table, "guidance_scale");
  file.finish();
  return read_bytes(path);
}

void fuzz_results(long n, Mutator& mutator, Tally& tally, const std::string& corpus) {
  const TestDirectory directory;
  const std::string path = directory / "fuzz.h5", reference = directory / "reference.h5";
  std::string original = small_file(reference);
  if (!corpus.empty()) original = read_bytes(corpus);
  std::istringstream stream(original);
  if (check_seal(stream) == Seal::intact) original.resize(original.size() - kSealLength);
  const std::vector<std::vector<std::string>> commands = {{"show", path},
                                                          {"show", path, "--json"},
                                                          {"show", path, "--latex"},
                                                          {"report", path, "--out", directory / "report.html"},
                                                          {"compare", reference, path},
                                                          {"compare", path, reference},
                                                          {"merge", reference, path, "--out", directory / "sum.h5"}};
  for (long i = 0; i < n; ++i) {
    std::string bytes = mutator.mutated(original, {});
    // Every other file keeps a seal of the unharmed bytes, as after a fault of the disk.
    if (i % 2 == 0) bytes += seal_of(original);
    write_text(path, bytes);
    tally.add(answer(commands[mutator.below(commands.size())]), bytes);
    tally.report(i + 1);
  }
}

/// An HDF5 file of 8 points in the plane, with labels.
std::string cloud_file(const std::string& path) {
  const hdf5::Quiet quiet;  // first of all: it keeps the library from tidying up at exit
  const hdf5::Id file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  const auto write = [&](const char* name, std::vector<hsize_t> extents) {
    std::vector<double> numbers(16, 1.0);
    const hdf5::Id space(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), H5Sclose);
    const hdf5::Id dataset(
        H5Dcreate2(file.get(), name, H5T_IEEE_F64LE, space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
    H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
  };
  write("x", {8, 2});
  write("label", {8});
  H5Fflush(file.get(), H5F_SCOPE_GLOBAL);
  return read_bytes(path);
}

void fuzz_points(long n, Mutator& mutator, Tally& tally) {
  const TestDirectory directory;
  const std::string path = directory / "cloud.toml", cloud = directory / "cloud.h5";
  const std::string original = cloud_file(directory / "original.h5");
  write_text(path,
             "name = \"cloud\"\n[points]\nfile = \"cloud.h5\"\ndataset = \"x\"\nclasses = \"label\"\n"
             "[guidance]\nkind = \"classifier-free\"\nclass = 1\n");
  for (long i = 0; i < n; ++i) {
    const std::string bytes = mutator.mutated(original, {});
    write_text(cloud, bytes);
    tally.add(answer({"cases", "--show", path}), bytes);
    tally.report(i + 1);
  }
}

/// One word is replaced by another or mutated, left out, or said twice.
std::vector<std::string> mutated_line(std::vector<std::string> words, Mutator& mutator,
                                      const std::vector<std::string>& others) {
  for (std::size_t n = 1 + mutator.below(3); n > 0 && !words.empty(); --n) {
    const std::size_t at = mutator.below(words.size());
    const auto place = words.begin() + static_cast<std::ptrdiff_t>(at);
    switch (mutator.below(4)) {
      case 0:
        *place = others[mutator.below(others.size())];
        break;
      case 1:
        words.insert(place, others[mutator.below(others.size())]);
        break;
      case 2:
        words.erase(place);
        break;
      default:
        *place = mutator.mutated(*place, others);
        place->erase(std::remove(place->begin(), place->end(), '\0'), place->end());
    }
  }
  return words;
}

void fuzz_lines(long n, Mutator& mutator, Tally& tally) {
  const TestDirectory directory;
  std::filesystem::current_path(directory.path());  // whatever a line names lies here
  const std::vector<std::vector<std::string>> lines = {
      {"law", "nowhere", "--w", "1", "--steps", "8", "--power", "2", "--at", "0.5", "--out", "a.h5"},
      {"sample", "nowhere", "--w", "1", "--steps", "8", "--paths", "9", "--seed", "1", "--out", "a.h5"},
      {"verify", "--case", "nowhere", "--claim", "S2", "--seed", "3", "--junit", "a.xml", "--threads", "1"},
      {"mutants", "--case", "nowhere", "--claim", "S2"},
      {"study", "error-vs-n", "nowhere", "--steps", "8", "16", "--w", "1", "--schedule", "li"},
      {"study", "error-vs-n", "nowhere", "--steps", "8", "--shard", "1/2", "--out", "a.h5"},
      {"study", "guidance-scale", "nowhere", "--trials", "9", "--w", "1", "2", "--seed", "5", "--json"},
      {"show", "nowhere.h5", "--json"},
      {"report", "nowhere.h5", "-o", "a.html"},
      {"compare", "nowhere.h5", "neither.h5", "--part"},
      {"merge", "nowhere.h5", "neither.h5", "--out", "a.h5"}};
  const std::vector<std::string> others = {
      "-1",        "1e20",      "nan",       "inf", "1e-400",   "18446744073709551616",
      "",          "-",         "--",        "=",   "--w",      "--steps=1e30",
      "--seed",    "--out",     "/dev/zero", ".",   "\x1b[31m", "\xff\xfe",
      "--help",    "--version", "study",     "[",   "0x10",     "1,2",
      "--threads", "--force"};
  for (long i = 0; i < n; ++i) {
    const std::vector<std::string> line = mutated_line(lines[mutator.below(lines.size())], mutator, others);
    std::string text;
    for (const std::string& word : line) text += word + '\n';
    tally.add(answer(line), text);
    tally.report(i + 1);
  }
}

}  // namespace
}  // namespace plumbline

int main(int argc, char** argv) {
  using namespace plumbline;
  const std::string kind = argc > 1 ? argv[1] : "";
  if (argc < 4 || (kind != "cases" && kind != "points" && kind != "results" && kind != "lines")) {
    fmt::print(stderr, "usage: plumbline_fuzz cases|points|results|lines N SEED [FILE]\n");
    return 2;
  }
  const long n = std::strtol(argv[2], nullptr, 10);
  Mutator mutator(std::strtoull(argv[3], nullptr, 10));
  FILE* const output = std::exchange(stdout, std::fopen("/dev/null", "w"));
  std::cout.rdbuf(nullptr);  // help pages
  Tally tally;
  if (kind == "cases") fuzz_cases(n, mutator, tally);
  if (kind == "points") fuzz_points(n, mutator, tally);
  if (kind == "lines") fuzz_lines(n, mutator, tally);
  if (kind == "results") fuzz_results(n, mutator, tally, argc > 4 ? argv[4] : "");
  std::fclose(std::exchange(stdout, output));
  fmt::print("{}no crash, no hang\n", tally.text());
  return 0;
}
