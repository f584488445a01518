#include "kernels/moderate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "simd/simd.h"

namespace upsampling2d {
namespace {

constexpr float kMost = 0x1p100f;
constexpr ptrdiff_t kTogether = 16;

}  // namespace

bool AreModerate(const float* row, int64_t elements) {
  const ptrdiff_t count = static_cast<ptrdiff_t>(elements);
  bool all = true;
  if (count < kTogether) {
    for (ptrdiff_t i = 0; i < count; ++i) all = all && std::fabs(row[i]) < kMost;
    return all;
  }
  // Magnitudes compare like whole numbers, and so do infinities and NaN.
  const v128_t magnitude = wasm_i32x4_splat(0x7fffffff);
  v128_t most[4];
  for (v128_t& v : most) v = wasm_i32x4_splat(0);
  for (ptrdiff_t i = 0; i < count; i += kTogether) {
    const float* from = row + std::min(i, count - kTogether);
    for (int v = 0; v < 4; ++v) most[v] = wasm_i32x4_max(most[v], wasm_v128_and(Load(from + 4 * v), magnitude));
  }
  const v128_t any = wasm_i32x4_max(wasm_i32x4_max(most[0], most[1]), wasm_i32x4_max(most[2], most[3]));
  return wasm_i32x4_all_true(wasm_i32x4_lt(any, wasm_f32x4_splat(kMost)));
}

}  // namespace upsampling2d
