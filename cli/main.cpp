#include <segmenta/version.h>

#include <cstdio>

int main() {
  std::puts(segmenta::version);
  return 0;
}
