// Numbers for tests: the same on every run and machine.
#ifndef UPSAMPLING2D_TESTING_RANDOM_H_
#define UPSAMPLING2D_TESTING_RANDOM_H_

#include <cstdint>
#include <random>

namespace upsampling2d {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  uint64_t Bits() { return engine_(); }
  // lowest <= result <= highest
  int64_t Integer(int64_t lowest, int64_t highest) {
    return lowest + static_cast<int64_t>(engine_() % static_cast<uint64_t>(highest - lowest + 1));
  }
  double Real(double lowest, double highest) {
    return lowest + (highest - lowest) * static_cast<double>(engine_() >> 11) * 0x1p-53;
  }
  template <class T, int kCount>
  const T& Of(const T (&choices)[kCount]) {
    return choices[Integer(0, kCount - 1)];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_RANDOM_H_
