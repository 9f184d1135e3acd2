// A handler of signals that looks whether HDF5 is on the stack. Nothing in it allocates.

#include "store/crashes.h"

#include <execinfo.h>
#include <link.h>
#include <segmenta/store.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace segmenta {
namespace {

constexpr std::size_t most_of_path = 4096;
constexpr std::size_t stack_bytes = 64 << 10;  // for the handler, where it is the stack that ran out

char file_read[most_of_path];
std::uintptr_t hdf5_begin = 0, hdf5_end = 0;

int find_hdf5(dl_phdr_info* library, std::size_t, void*) {
  if (std::string_view(library->dlpi_name).find("libhdf5") == std::string_view::npos) return 0;
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const auto& part = library->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
    hdf5_begin = library->dlpi_addr + part.p_vaddr;
    hdf5_end = hdf5_begin + part.p_memsz;
  }
  return 1;
}

bool hdf5_is_on_the_stack() {
  constexpr int most_frames = 128;
  std::array<void*, most_frames> frames{};
  const int count = backtrace(frames.data(), most_frames);
  return std::any_of(frames.begin(), frames.begin() + count, [](const void* frame) {
    const auto place = reinterpret_cast<std::uintptr_t>(frame);
    return place >= hdf5_begin && place < hdf5_end;
  });
}

void say(std::string_view words) { static_cast<void>(!write(STDERR_FILENO, words.data(), words.size())); }

extern "C" void on_crash(int signal) {
  std::signal(signal, SIG_DFL);
  if (!hdf5_is_on_the_stack()) {
    std::raise(signal);
    return;
  }
  constexpr int input_error = 3;
  say("segmenta: ");
  say(file_read);
  say(" is damaged (HDF5 crashes where it reads it). Write it again, or look at it with h5dump\n");
  _exit(input_error);
}

}  // namespace

namespace h5 {

void note_file(const std::filesystem::path& path) { std::strncpy(file_read, path.c_str(), most_of_path - 1); }

}  // namespace h5

void end_well_on_damaged_files() {
  static std::array<char, stack_bytes> stack;
  dl_iterate_phdr(find_hdf5, nullptr);
  void* nothing = nullptr;
  backtrace(&nothing, 1);  // loads what it needs
  const stack_t own_stack{stack.data(), 0, stack.size()};
  sigaltstack(&own_stack, nullptr);
  struct sigaction action {};
  action.sa_handler = on_crash;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) sigaction(signal, &action, nullptr);
}

}  // namespace segmenta
