#include "kernels/repeat.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "simd/simd.h"

namespace upsampling2d {
namespace {

constexpr int kVectorBytes = 16;

// Pixels of at least a vector. The last vector ends with the pixel and may write bytes a second time.
void RepeatWide(const uint8_t* src, int64_t cols, int64_t pixel_bytes, int64_t factor, uint8_t* dst) {
  for (int64_t col = 0; col < cols; ++col, src += pixel_bytes, dst += factor * pixel_bytes) {
    for (int64_t byte = 0;; byte = std::min(byte + kVectorBytes, pixel_bytes - kVectorBytes)) {
      const v128_t x = Load(src + byte);
      for (int64_t copy = 0; copy < factor; ++copy) Store(dst + copy * pixel_bytes + byte, x);
      if (byte + kVectorBytes >= pixel_bytes) break;
    }
  }
}

void RepeatOneByOne(const uint8_t* src, int64_t cols, int64_t pixel_bytes, int64_t factor, uint8_t* dst) {
  for (int64_t col = 0; col < cols; ++col, src += pixel_bytes) {
    for (int64_t copy = 0; copy < factor; ++copy, dst += pixel_bytes) {
      std::memcpy(dst, src, static_cast<size_t>(pixel_bytes));
    }
  }
}

// Whole periods of the pattern. kVectors is pattern.vectors where that is known, so that the shuffles stay in
// registers.
template <int kVectors>
void RepeatPeriods(const RepeatPattern& pattern, const uint8_t* src, int64_t periods, int64_t period_bytes,
                   uint8_t* dst) {
  const int64_t vectors = kVectors > 0 ? kVectors : pattern.vectors;
  // A local copy. Otherwise the compiler would reload the pattern after every store.
  const RepeatVector* const table = pattern.table;
  for (int64_t i = 0; i < periods; ++i, src += period_bytes) {
    for (int64_t v = 0; v < vectors; ++v, dst += kVectorBytes) {
      Store(dst, wasm_i8x16_swizzle(Load(src + table[v].offset), Load(table[v].shuffle)));
    }
  }
}

// kBytes is pixel_bytes where that is known, so that a copy is one load and one store.
template <int kBytes>
void GatherPixels(const AxisPlan& axis, const uint8_t* src, int64_t pixel_bytes, uint8_t* dst) {
  const size_t bytes = kBytes > 0 ? kBytes : static_cast<size_t>(pixel_bytes);
  const Window* windows = axis.kept() ? &axis.Own(0) : nullptr;
  for (ptrdiff_t t = 0; t < axis.target(); ++t, dst += bytes) {
    const int64_t pixel = windows != nullptr ? windows[t].start : axis.Nearest(t);
    std::memcpy(dst, src + static_cast<size_t>(pixel) * bytes, bytes);
  }
}

}  // namespace

void RepeatRow(const RepeatPattern& pattern, const uint8_t* src, int64_t cols, int64_t pixel_bytes, int64_t factor,
               uint8_t* dst) {
  if (factor == 1) {
    std::memcpy(dst, src, static_cast<size_t>(cols * pixel_bytes));
    return;
  }
  if (pixel_bytes >= kVectorBytes) {
    RepeatWide(src, cols, pixel_bytes, factor, dst);
    return;
  }
  int64_t done = 0;
  if (pattern.vectors > 0) {
    const int64_t periods = cols / pattern.pixels;
    const int64_t period_bytes = pattern.pixels * pixel_bytes;
    switch (pattern.vectors) {
      case 1:
        RepeatPeriods<1>(pattern, src, periods, period_bytes, dst);
        break;
      case 3:
        RepeatPeriods<3>(pattern, src, periods, period_bytes, dst);
        break;
      default:
        RepeatPeriods<0>(pattern, src, periods, period_bytes, dst);
    }
    done = periods * pattern.pixels;
  }
  RepeatOneByOne(src + done * pixel_bytes, cols - done, pixel_bytes, factor, dst + done * factor * pixel_bytes);
}

void GatherRow(const AxisPlan& axis, const uint8_t* src, int64_t pixel_bytes, uint8_t* dst) {
  if (pixel_bytes == 1) return GatherPixels<1>(axis, src, pixel_bytes, dst);
  if (pixel_bytes == 3) return GatherPixels<3>(axis, src, pixel_bytes, dst);
  if (pixel_bytes == 4) return GatherPixels<4>(axis, src, pixel_bytes, dst);
  if (pixel_bytes == 12) return GatherPixels<12>(axis, src, pixel_bytes, dst);
  GatherPixels<0>(axis, src, pixel_bytes, dst);
}

}  // namespace upsampling2d
