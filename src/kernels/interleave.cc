#include "kernels/interleave.h"

#include <algorithm>
#include <cstddef>

#include "kernels/rows.h"
#include "kernels/zip.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

constexpr ptrdiff_t kVector = 16;

// Calls block(i, to) for every `size` bytes of rows of `bytes` bytes, to write kPhases * size bytes to `to`. The last
// block ends with the last byte of the rows, and repeats some bytes of the block before. Rows shorter than a block go
// through a local buffer.
template <int kPhases, class Block>
void ForBlocksOfRows(ptrdiff_t bytes, ptrdiff_t size, uint8_t* dst, const Block& block) {
  uint8_t few[kPhases * kVector];
  uint8_t* const to = bytes < size ? few : dst;
  for (ptrdiff_t i = 0;; i = std::min(i + size, bytes - size)) {
    block(i, to + kPhases * i);
    if (i + size >= bytes) break;
  }
  if (bytes < size) CopyFew(few, static_cast<int>(kPhases * bytes), dst);
}

// Pixels of kBytes bytes of two phases:  a3 a2 a1 a0, b3 b2 b1 b0   ->   b1 a1 b0 a0, b3 a3 b2 a2
template <int kBytes>
void InterleaveTwo(const uint8_t* src, ptrdiff_t distance, ptrdiff_t bytes, uint8_t* dst) {
  ForBlocksOfRows<2>(bytes, kVector, dst,
                     [&](ptrdiff_t i, uint8_t* to) { StorePair<kBytes>(Load(src + i), Load(src + distance + i), to); });
}

// Four phases: 0 and 2 are interleaved, then 1 and 3, and then the two results.
template <int kBytes>
void InterleaveFour(const uint8_t* src, ptrdiff_t distance, ptrdiff_t bytes, uint8_t* dst) {
  ForBlocksOfRows<4>(bytes, kVector, dst, [&](ptrdiff_t i, uint8_t* to) {
    const v128_t a = Load(src + i);
    const v128_t b = Load(src + distance + i);
    const v128_t c = Load(src + 2 * distance + i);
    const v128_t d = Load(src + 3 * distance + i);
    const v128_t even[] = {ZipLow<kBytes>(a, c), ZipHigh<kBytes>(a, c)};
    const v128_t odd[] = {ZipLow<kBytes>(b, d), ZipHigh<kBytes>(b, d)};
    for (int half = 0; half < 2; ++half) StorePair<kBytes>(even[half], odd[half], to + half * 2 * kVector);
  });
}

// Three phases of pixels of four bytes. Each vector is turned once, so that its lanes only need to be picked:
//   .. a1 a0, .. b1 b0, .. c1 c0   ->   a1 a2 a3 a0, b2 b3 b0 b1, c3 c0 c1 c2   ->   .. c1 b1 a1 c0 b0 a0
void InterleaveThree(const uint8_t* src, ptrdiff_t distance, ptrdiff_t bytes, uint8_t* dst) {
  ForBlocksOfRows<3>(bytes, kVector, dst, [&](ptrdiff_t i, uint8_t* to) {
    v128_t a = Load(src + i);
    v128_t b = Load(src + distance + i);
    v128_t c = Load(src + 2 * distance + i);
    a = wasm_i32x4_shuffle(a, a, 0, 3, 2, 1);
    b = wasm_i32x4_shuffle(b, b, 1, 0, 3, 2);
    c = wasm_i32x4_shuffle(c, c, 2, 1, 0, 3);
    // Lanes 0 and 3 of x, 1 of y, 2 of z.
    const auto pick = [](v128_t x, v128_t y, v128_t z) {
      return wasm_i32x4_shuffle(wasm_i32x4_shuffle(x, y, 0, 5, 2, 3), z, 0, 1, 6, 3);
    };
    Store(to, pick(a, b, c));
    Store(to + kVector, pick(b, c, a));
    Store(to + 2 * kVector, pick(c, a, b));
  });
}

// Pixels of three bytes of two phases, five of them at a time:
//   .. a5 a4 a3 a2 a1 a0, .. b5 b4 b3 b2 b1 b0   ->   .. b5 b4 b3 a5 a4 a3 b2 b1 b0 a2 a1 a0
// The second vector's last two bytes are overwritten by the next five; the last pixels are copied one by one.
void InterleaveTwoOfThreeBytes(const uint8_t* src, ptrdiff_t distance, ptrdiff_t bytes, uint8_t* dst) {
  ptrdiff_t i = 0;
  for (; i + kVector <= bytes; i += 15) {
    const v128_t a = Load(src + i);
    const v128_t b = Load(src + distance + i);
    Store(dst + 2 * i, wasm_i8x16_shuffle(a, b, 0, 1, 2, 16, 17, 18, 3, 4, 5, 19, 20, 21, 6, 7, 8, 22));
    Store(dst + 2 * i + kVector,
          wasm_i8x16_shuffle(a, b, 23, 24, 9, 10, 11, 25, 26, 27, 12, 13, 14, 28, 29, 30, 30, 30));
  }
  for (; i < bytes; i += 3) {
    CopyFew(src + i, 3, dst + 2 * i);
    CopyFew(src + distance + i, 3, dst + 2 * i + 3);
  }
}

constexpr ptrdiff_t kTwoPixels = 24;

// At least two pixels of three floats of two phases, two of them at a time:
//   .. a5 a4 a3 a2 a1 a0, .. b5 b4 b3 b2 b1 b0   ->   b5 b4 b3 a5, a4 a3 b2 b1, b0 a2 a1 a0
void InterleaveTwoOfTwelveBytes(const uint8_t* src, ptrdiff_t distance, ptrdiff_t bytes, uint8_t* dst) {
  for (ptrdiff_t i = 0;; i = std::min(i + kTwoPixels, bytes - kTwoPixels)) {
    const uint8_t* const from = src + i;
    uint8_t* const to = dst + 2 * i;
    const v128_t a = Load(from);
    const v128_t a3 = Load(from + 12);
    const v128_t b = Load(from + distance);
    const v128_t b2 = Load(from + distance + 8);
    Store(to, wasm_i32x4_shuffle(a, b, 0, 1, 2, 4));
    Store(to + kVector, wasm_i32x4_shuffle(b, a3, 1, 2, 4, 5));
    Store(to + 2 * kVector, wasm_i32x4_shuffle(a3, b2, 2, 5, 6, 7));
    if (i + kTwoPixels >= bytes) break;
  }
}

// Pixels of any size, by whole vectors: bytes written behind a pixel are overwritten by the next pixel. The last pixels
// are copied exactly. kPhases is `phases` where that is known; kShort: a pixel is no longer than a vector.
template <int kPhases, bool kShort>
void InterleaveAny(const uint8_t* src, ptrdiff_t distance, int phases, ptrdiff_t pixel_bytes, ptrdiff_t pixels,
                   uint8_t* dst) {
  const int count = kPhases > 0 ? kPhases : phases;
  const ptrdiff_t exact = std::min(pixels, kVector / (count * pixel_bytes) + 1);
  for (ptrdiff_t pixel = exact; pixel < pixels; ++pixel, src += pixel_bytes) {
    const uint8_t* from = src;
    for (int p = 0; p < count; ++p, from += distance, dst += pixel_bytes) {
      Store(dst, Load(from));
      if (kShort) continue;
      for (ptrdiff_t byte = kVector; byte < pixel_bytes; byte += kVector) Store(dst + byte, Load(from + byte));
    }
  }
  for (ptrdiff_t pixel = 0; pixel < exact; ++pixel) {
    for (int p = 0; p < count; ++p, dst += pixel_bytes) {
      CopyFew(src + p * distance + pixel * pixel_bytes, static_cast<int>(pixel_bytes), dst);
    }
  }
}

}  // namespace

void Interleave(const uint8_t* src, int64_t distance, int phases, int64_t pixel_bytes, int64_t pixels, uint8_t* dst) {
  const ptrdiff_t between = static_cast<ptrdiff_t>(distance);
  const ptrdiff_t pixel = static_cast<ptrdiff_t>(pixel_bytes);
  const ptrdiff_t count = static_cast<ptrdiff_t>(pixels);
  const ptrdiff_t bytes = pixel * count;
  if (phases == 2) {
    if (pixel == 1) return InterleaveTwo<1>(src, between, bytes, dst);
    if (pixel == 2) return InterleaveTwo<2>(src, between, bytes, dst);
    if (pixel == 3) return InterleaveTwoOfThreeBytes(src, between, bytes, dst);
    if (pixel == 4) return InterleaveTwo<4>(src, between, bytes, dst);
    if (pixel == 8) return InterleaveTwo<8>(src, between, bytes, dst);
    if (pixel == 12 && bytes >= kTwoPixels) return InterleaveTwoOfTwelveBytes(src, between, bytes, dst);
    if (pixel == 16) return InterleaveTwo<16>(src, between, bytes, dst);
  }
  if (phases == 3 && pixel == 4) return InterleaveThree(src, between, bytes, dst);
  if (phases == 4) {
    if (pixel == 1) return InterleaveFour<1>(src, between, bytes, dst);
    if (pixel == 4) return InterleaveFour<4>(src, between, bytes, dst);
  }
  if (phases == 2) return InterleaveAny<2, false>(src, between, phases, pixel, count, dst);
  if (phases == 3 && pixel <= kVector) return InterleaveAny<3, true>(src, between, phases, pixel, count, dst);
  InterleaveAny<0, false>(src, between, phases, pixel, count, dst);
}

}  // namespace upsampling2d
