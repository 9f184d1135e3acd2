#pragma once
// What a call is refused with, for tests that ask for the words of an error.

#include <gmock/gmock.h>
#include <segmenta/error.h>

#include <string>

namespace segmenta {

/// The message of the Error that `call` throws, prefixed with its exit code: "3: ..."; "no error" where there is none.
template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return std::to_string(error.exit_code()) + ": " + error.what();
  }
  return "no error";
}

}  // namespace segmenta
