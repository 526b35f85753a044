#include <hdf5.h>

#include <filesystem>
#include <sstream>

#include "results/samples/sample_reader.hpp"
#include "results/store/file.hpp"
#include "results/store/hdf5.hpp"
#include "results/store/output_error.hpp"
#include "results/store/regular_file.hpp"
#include "results/store/seal.hpp"
#include "results/table/monte_carlo.hpp"
#include "theory/base/input_error.hpp"
#include "theory/cases/case.hpp"
#include "verify/cli/fuzz_kinds.hpp"
#include "verify/testing/test_directory.hpp"

namespace plumbline {
namespace {

constexpr long kOneInSoManyIsRun = 20;

/// Files of the corpus for one kind, by name; none where it has none.
std::vector<std::string> corpus_of(const FuzzRun& run, const std::string& kind) {
  std::vector<std::string> paths, contents;
  const std::filesystem::path folder = std::filesystem::path(run.corpus) / kind;
  if (run.corpus.empty() || !std::filesystem::exists(folder)) return contents;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) contents.push_back(read_bytes(path));
  return contents;
}

/// Seeds as they are, then mutated ones.
class Inputs {
 public:
  Inputs(FuzzRun& run, std::vector<std::string> seeds) : mutator_(run.mutator), seeds_(std::move(seeds)) {}

  std::string next(const std::vector<std::string>& words) {
    if (n_given_ < seeds_.size()) return seeds_[n_given_++];
    return mutator_.mutated(seeds_[mutator_.below(seeds_.size())], words);
  }

 private:
  Mutator& mutator_;
  std::vector<std::string> seeds_;
  std::size_t n_given_ = 0;
};

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

std::string without_seal(std::string bytes) {
  std::istringstream stream(bytes);
  if (stated_seal(stream)) bytes.resize(bytes.size() - kSealLength);
  return bytes;
}

/// The samples read to their end, as `check` reads them.
Answer read_samples(const SampleSource& source) {
  constexpr Eigen::Index dimension = 2;
  alarm(kSecondsToAnswer);
  try {
    const auto reader = open_samples(source, dimension, "case cloud has d = 2");
    while (reader->next().cols() > 0) {
    }
    return {0, ""};
  } catch (const InputError& error) {
    return {2, std::string(error.what()) + "\n"};
  } catch (const OutputError& error) {
    return {4, std::string(error.what()) + "\n"};
  }
}

}  // namespace

void fuzz_cases(FuzzRun& run) {
  const std::vector<std::string> words = {
      "nan",   "inf", "-1",   "1e308", "0",     "[",           "]",          "\"",
      "class", "=",   "mean", "#",     "'''",   "{",           "9e999",      "[guidance]",
      "\r\n",  "\t",  "\\u", "\x1b",  "0x7f",  "[[component]]", "covariance", "[[1.0, 0.0], [0.0, 1.0]]",
      "}",     "_",   "+",    "[points]", "table", "kind = \"cost\"", "9223372036854775808", "1979-05-27T07:32:00Z"};
  const TestDirectory directory;
  const std::string path = directory / "fuzz.toml";
  std::vector<std::string> texts = corpus_of(run, "cases");
  for (const std::string& name : built_in_case_names()) texts.push_back(load_case(name).text);
  Inputs inputs(run, std::move(texts));
  long n_accepted = 0;
  for (long i = 0; i < run.n; ++i) {
    const std::string text = inputs.next(words);
    write_text(path, text);
    const Answer seen = answer({"cases", "--show", path});
    run.tally.add(seen, text);
    if (seen.status == 0 && n_accepted++ % kOneInSoManyIsRun == 0) {
      run.tally.add(answer({"verify", "--claim", "S2", "--case", path, "--threads", "1"}), text);
    }
    run.tally.report(i + 1);
  }
}

void fuzz_results(FuzzRun& run) {
  const TestDirectory directory;
  const std::string path = directory / "fuzz.h5", reference = directory / "reference.h5";
  std::vector<std::string> files = corpus_of(run, "results");
  files.push_back(small_file(reference));
  for (std::string& bytes : files) bytes = without_seal(std::move(bytes));
  const std::string sealed = files.back();
  Inputs inputs(run, std::move(files));
  const std::vector<std::vector<std::string>> commands = {{"show", path},
                                                          {"show", path, "--json"},
                                                          {"show", path, "--latex"},
                                                          {"show", path, "--csv"},
                                                          {"report", path, "--out", directory / "report.html"},
                                                          {"compare", reference, path},
                                                          {"compare", path, reference},
                                                          {"merge", reference, path, "--out", directory / "sum.h5"}};
  for (long i = 0; i < run.n; ++i) {
    std::string bytes = inputs.next({});
    // Some files keep a seal: of other bytes, as after a fault of the disk, or of their own, as a forger would.
    if (i % 4 == 0) bytes += seal_of(sealed);
    if (i % 4 == 2) bytes += seal_of(bytes);
    write_text(path, bytes);
    run.tally.add(answer(commands[run.mutator.below(commands.size())]), bytes);
    run.tally.report(i + 1);
  }
}

void fuzz_points(FuzzRun& run) {
  const TestDirectory directory;
  const std::string path = directory / "cloud.toml", cloud = directory / "cloud.h5";
  std::vector<std::string> files = corpus_of(run, "points");
  files.push_back(cloud_file(directory / "original.h5"));
  Inputs inputs(run, std::move(files));
  write_text(path,
             "name = \"cloud\"\n[points]\nfile = \"cloud.h5\"\ndataset = \"x\"\nclasses = \"label\"\n"
             "[guidance]\nkind = \"classifier-free\"\nclass = 1\n");
  for (long i = 0; i < run.n; ++i) {
    const std::string bytes = inputs.next({});
    write_text(cloud, bytes);
    run.tally.add(answer({"cases", "--show", path}), bytes);
    run.tally.report(i + 1);
  }
}

void fuzz_samples(FuzzRun& run) {
  const TestDirectory directory;
  const std::vector<std::string> words = {"nan", "inf", "1e999", "\n", ",", "#", "-", "True", "(", ")", "'", "<f8"};
  const std::vector<std::string> forms = {"npy", "csv", "raw", "h5"};
  std::string npy("\x93NUMPY\x01\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2), }", 67);
  npy.resize(128, ' ');
  npy += std::string(64, '\0');
  std::vector<std::string> files = corpus_of(run, "samples");
  files.insert(files.end(), {npy, "x,y\n0.5,1.5\n# a comment\n-1e-3 2\n", std::string(80, '\x3f'),
                             cloud_file(directory / "original.h5")});
  Inputs inputs(run, std::move(files));
  for (long i = 0; i < run.n; ++i) {
    const std::string bytes = inputs.next(words);
    const std::string path = directory / "samples";
    write_text(path, bytes);
    for (const std::string& form : forms) {
      const bool named = form == "h5" && run.mutator.below(2) == 0;
      const Answer seen = read_samples({path, form, named ? "x" : ""});
      run.tally.add(seen, bytes);
    }
    run.tally.report(i + 1);
  }
}

}  // namespace plumbline
