#include "kernels/dot_phases.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "kernels/dots.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Both phases read the same pixels, two by two side by side.
class DotPhases {
 public:
  DotPhases(const int16_t* src, ptrdiff_t channels, const Taps<int16_t> (&phases)[2])
      : first_{WeightPair(phases[0], 0, 1), WeightPair(phases[0], 2, 3)},
        second_{WeightPair(phases[1], 0, 1), WeightPair(phases[1], 2, 3)} {
    for (int k = 0; k < 4; ++k) pixels_[k] = src + k * channels;
  }

  // Eight bytes of the first phase, and eight of the second.
  [[gnu::always_inline]] v128_t Sum(ptrdiff_t i) const {
    v128_t low[2];
    v128_t high[2];
    for (int pair = 0; pair < 2; ++pair) {
      const v128_t a = Load(pixels_[2 * pair] + i);
      const v128_t b = Load(pixels_[2 * pair + 1] + i);
      low[pair] = ZipLow<2>(a, b);
      high[pair] = ZipHigh<2>(a, b);
    }
    return BytesOfShorts(ShortsOfDots<kShiftToBytes>(SumOne(low, first_), SumOne(high, first_)),
                         ShortsOfDots<kShiftToBytes>(SumOne(low, second_), SumOne(high, second_)));
  }

 private:
  static v128_t SumOne(const v128_t (&pairs)[2], const v128_t (&weights)[2]) {
    return wasm_i32x4_add(wasm_i32x4_dot_i16x8(pairs[0], weights[0]), wasm_i32x4_dot_i16x8(pairs[1], weights[1]));
  }

  const int16_t* pixels_[4];
  v128_t first_[2];
  v128_t second_[2];
};

}  // namespace

void SumDotPhases(const int16_t* src, int64_t channels, const Taps<int16_t> (&phases)[2], const Runs& runs,
                  uint8_t* first, uint8_t* second) {
  // One loop for all three orders: with one for each, as in two_phases.cc, the module would be 200 bytes larger.
  const DotPhases sums(src, static_cast<ptrdiff_t>(channels), phases);
  const bool apart = second != nullptr;
  assert(apart || (runs.count == 1 && (channels == 1 || channels == 4)));
  const v128_t order = apart           ? wasm_i8x16_const(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
                       : channels == 1 ? wasm_i8x16_const(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15)
                                       : wasm_i8x16_const(0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15);
  const ptrdiff_t distance = apart ? second - first : 8;
  const ptrdiff_t length = static_cast<ptrdiff_t>(runs.length);
  for (ptrdiff_t run = 0, from = 0; run < runs.count; ++run, from += length, first += runs.step) {
    uint8_t room[16];
    const bool fits = length >= 8;
    const ptrdiff_t end = fits ? length : 8;
    uint8_t* const to = fits ? first : room;
    const ptrdiff_t to_second = fits ? distance : 8;
    for (ptrdiff_t i = 0; i < end; i = end - 8) {
      for (; i + 8 <= end; i += 8) {
        const v128_t bytes = wasm_i8x16_swizzle(sums.Sum(from + i), order);
        if (apart) {
          wasm_v128_store64_lane(to + i, bytes, 0);
          wasm_v128_store64_lane(to + i + to_second, bytes, 1);
        } else {
          Store(to + 2 * i, bytes);
        }
      }
      if (i == end) break;
    }
    if (fits) continue;
    for (int p = 0; p <= static_cast<int>(apart); ++p) {
      CopyFew(room + 8 * p, static_cast<int>(apart ? length : 2 * length), first + p * distance);
    }
  }
}

}  // namespace upsampling2d
