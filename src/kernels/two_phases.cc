#include "kernels/two_phases.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "kernels/convert.h"
#include "kernels/dot_phases.h"
#include "kernels/pieces.h"
#include "kernels/rows.h"
#include "kernels/zip.h"

namespace upsampling2d {
namespace {

template <class T>
struct Two {
  T elements[2];
};

// Sums whose taps are kept in order, from elements of Source to accumulators that are elements of Dst.
template <class Source, class Dst, int kTaps>
class OrderedSums {
 public:
  OrderedSums(const Source* src, ptrdiff_t channels, const Taps<Dst> (&phases)[2])
      : first_(phases[0]), second_(phases[1]) {
    for (int k = 0; k < kTaps; ++k) pixels_[k] = src + k * channels;
  }

  template <int kBytes>
  void Interleave(int64_t elements, Dst* dst) const {
    ForBlocks(elements, reinterpret_cast<Two<Dst>*>(dst), [&](ptrdiff_t i, Two<Dst>* to) {
      ForVectors(i, [&](ptrdiff_t v, v128_t first, v128_t second) {
        StorePair<kBytes>(first, second, reinterpret_cast<uint8_t*>(to) + 32 * v);
      });
    });
  }

  // The same for pixels of three elements. Three vectors are both phases of some of them.
  void InterleaveThreeChannels(int64_t elements, Dst* dst) const {
    constexpr ptrdiff_t kTogether = 3 * kLanes / 2;
    const ptrdiff_t count = static_cast<ptrdiff_t>(elements);
    Dst few[2 * kTogether];
    Dst* const to = count < kTogether ? few : dst;
    const auto write = WriterOfThreeVectors();
    for (ptrdiff_t i = 0;; i = std::min(i + kTogether, count - kTogether)) {
      write(i, to + 2 * i);
      if (i + kTogether >= count) break;
    }
    if (count < kTogether) std::memcpy(dst, few, static_cast<size_t>(2 * count) * sizeof(Dst));
  }

  // The second phase is written `distance` elements behind the first.
  void WriteApart(const Runs& runs, Dst* dst, ptrdiff_t distance) const {
    for (ptrdiff_t run = 0, from = 0; run < runs.count; ++run, from += runs.length, dst += runs.step) {
      // Rows shorter than a block are written to a local buffer, one behind the other.
      Dst room[2][16];
      const bool fits = runs.length >= 16;
      const ptrdiff_t to_second = fits ? distance : 16;
      Dst* const to = fits ? dst : room[0];
      const ptrdiff_t end = fits ? static_cast<ptrdiff_t>(runs.length) : 16;
      for (ptrdiff_t i = 0; i < end; i = end - 16) {
        for (; i + 16 <= end; i += 16) {
          ForVectors(from + i, [&](ptrdiff_t v, v128_t first, v128_t second) {
            Store(to + i + v * kLanes, first);
            Store(to + i + to_second + v * kLanes, second);
          });
        }
        if (i == end) break;
      }
      if (fits) continue;
      for (int p = 0; p < 2; ++p) {
        CopyFew(reinterpret_cast<const uint8_t*>(room[p]), static_cast<int>(runs.length * sizeof(Dst)),
                reinterpret_cast<uint8_t*>(dst + p * distance));
      }
    }
  }

 private:
  static constexpr ptrdiff_t kLanes = 16 / sizeof(Dst);
  static constexpr ptrdiff_t kVectors = sizeof(Dst);
  static_assert(kBlockVectors<Dst> == kVectors);

  // Calls write(v, first, second) for the vectors of the sixteen elements from i on.
  template <class Write>
  [[gnu::always_inline]] void ForVectors(ptrdiff_t i, const Write& write) const {
    const Source* from[kTaps];
    for (int k = 0; k < kTaps; ++k) from[k] = pixels_[k] + i;
    const auto at = [&](int k, ptrdiff_t v) { return LoadAs<Dst>(from[k] + v * kLanes); };
    // Two taps in blocks; of more each vector is stored before the next is begun, for the sake of registers: see
    // pieces.h.
    constexpr ptrdiff_t kTogether = kTaps == 2 ? kVectors : 1;
#pragma clang loop unroll(disable)
    for (ptrdiff_t v = 0; v < kVectors; v += kTogether) {
      v128_t first[kTogether];
      v128_t second[kTogether];
      SumTaps(
          first_, [&](int k, int w) { return at(k, v + w); }, first);
      SumTaps(
          second_, [&](int k, int w) { return at(k, v + w); }, second);
      for (ptrdiff_t w = 0; w < kTogether; ++w) write(v + w, first[w], second[w]);
    }
  }

  // A function that writes both phases of the pixels of three elements from element i on, interleaved.
  auto WriterOfThreeVectors() const {
    if constexpr (std::is_same_v<Dst, float>) {
      //   first taps   0 1 2 0 | 1 2 3 4 | 5 3 4 5
      //   phases       0 0 0 1 | 1 1 0 0 | 0 1 1 1      further taps: three elements on
      const v128_t is_second[] = {
          wasm_i32x4_const(0, 0, 0, -1),
          wasm_i32x4_const(-1, -1, 0, 0),
          wasm_i32x4_const(0, -1, -1, -1),
      };
      Splats<Dst, kTaps> weights[3] = {first_, first_, first_};
      for (int v = 0; v < 3; ++v) weights[v].Select(second_, is_second[v]);
      return [=, this](ptrdiff_t i, Dst* to) {
        const Source* from[kTaps];
        for (int k = 0; k < kTaps; ++k) from[k] = pixels_[k] + i;
        for (int v = 0; v < 3; ++v) {
          v128_t acc[1];
          SumTaps(
              weights[v],
              [&](int k, int) {
                const v128_t x = Load(from[k] + v);
                return v == 0   ? wasm_i32x4_shuffle(x, x, 0, 1, 2, 0)
                       : v == 1 ? x
                                : wasm_i32x4_shuffle(x, x, 3, 1, 2, 3);
              },
              acc);
          Store(to + v * kLanes, acc[0]);
        }
      };
    } else {
      //   first taps    0 1 2 0 1 2 3 4 | 5 3 4 5 6 7 8 6 | 7 8 9 a b 9 a b
      //   phases        0 0 0 1 1 1 0 0 | 0 1 1 1 0 0 0 1 | 1 1 0 0 0 1 1 1    second taps: three bytes on
      const v128_t picked[] = {
          wasm_i8x16_const(0, -1, 1, -1, 2, -1, 0, -1, 1, -1, 2, -1, 3, -1, 4, -1),
          wasm_i8x16_const(5, -1, 3, -1, 4, -1, 5, -1, 6, -1, 7, -1, 8, -1, 6, -1),
          wasm_i8x16_const(7, -1, 8, -1, 9, -1, 10, -1, 11, -1, 9, -1, 10, -1, 11, -1),
      };
      const v128_t is_second[] = {
          wasm_i16x8_const(0, 0, 0, -1, -1, -1, 0, 0),
          wasm_i16x8_const(0, -1, -1, -1, 0, 0, 0, -1),
          wasm_i16x8_const(-1, -1, 0, 0, 0, -1, -1, -1),
      };
      v128_t weights[2][3];
      for (int k = 0; k < 2; ++k) {
        for (int v = 0; v < 3; ++v) weights[k][v] = wasm_v128_bitselect(second_[k], first_[k], is_second[v]);
      }
      return [=, this](ptrdiff_t i, Dst* to) {
        const v128_t a = Load(pixels_[0] + i);
        const v128_t b = Load(pixels_[1] + i);
        for (int v = 0; v < 3; ++v) {
          Store(to + v * kLanes, wasm_i16x8_add(wasm_i16x8_mul(wasm_i8x16_swizzle(a, picked[v]), weights[0][v]),
                                                wasm_i16x8_mul(wasm_i8x16_swizzle(b, picked[v]), weights[1][v])));
        }
      };
    }
  }

  const Source* pixels_[kTaps];
  Splats<Dst, kTaps> first_;
  Splats<Dst, kTaps> second_;
};

template <class Source, class Dst, int kTaps>
void SumInOrder(const Source* src, int64_t channel_count, const Taps<Dst> (&phases)[2], const Runs& runs, Dst* first,
                Dst* second) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(channel_count);
  const OrderedSums<Source, Dst, kTaps> sums(src, channels, phases);
  if (second != nullptr) return sums.WriteApart(runs, first, second - first);
  // See HasTwoPhases() for the channels that come here.
  const int64_t elements = runs.length * runs.count;
  if (channels == 1) return sums.template Interleave<sizeof(Dst)>(elements, first);
  if (channels == 3) return sums.InterleaveThreeChannels(elements, first);
  sums.template Interleave<4 * sizeof(Dst)>(elements, first);
}

// Phases that mirror each other: for two pixels at the same distance from both ends, one phase has a x + b y and the
// other b x + a y, which are p (x + y) + q (x - y) and p (x + y) - q (x - y) for p = (a + b) / 2, q = (a - b)
// / 2.
//   pixel      0   1   2   3
//   first     w0  w1  w2  w3
//   second    w3  w2  w1  w0
template <int kTaps>
class Mirrored {
 public:
  explicit Mirrored(const float* w) {
    for (int k = 0; k < kHalf; ++k) {
      sums_[k] = wasm_f32x4_splat((w[k] + w[kTaps - 1 - k]) / 2);
      differences_[k] = wasm_f32x4_splat((w[k] - w[kTaps - 1 - k]) / 2);
    }
  }

  // `count` sums of both phases, and up to fifteen more.
  void Sum(const float* src, ptrdiff_t channels, ptrdiff_t count, float* first, float* second) const {
    // A local copy: otherwise the weights are loaded anew after every store.
    const Mirrored own = *this;
    const float* from[kTaps];
    for (int k = 0; k < kTaps; ++k) from[k] = src + k * channels;
    for (ptrdiff_t i = 0; i < count; i += 16) {
      const float* at[kTaps];
      for (int k = 0; k < kTaps; ++k) at[k] = from[k] + i;
      for (int v = 0; v < 16; v += 4) {
        own.SumVector([&](int k) { return Load(at[k] + v); }, first + i + v, second + i + v);
      }
    }
  }

 private:
  template <class LoadPixel>
  [[gnu::always_inline]] void SumVector(const LoadPixel& at, float* first, float* second) const {
    v128_t both = wasm_f32x4_splat(0);
    v128_t differences = both;
    for (int k = 0; k < kHalf; ++k) {
      const v128_t x = at(k);
      const v128_t y = at(kTaps - 1 - k);
      const v128_t sum = wasm_f32x4_mul(wasm_f32x4_add(x, y), sums_[k]);
      const v128_t difference = wasm_f32x4_mul(wasm_f32x4_sub(x, y), differences_[k]);
      both = k == 0 ? sum : wasm_f32x4_add(both, sum);
      differences = k == 0 ? difference : wasm_f32x4_add(differences, difference);
    }
    Store(first, wasm_f32x4_add(both, differences));
    Store(second, wasm_f32x4_sub(both, differences));
  }

  static constexpr int kHalf = kTaps / 2;
  v128_t sums_[kHalf];
  v128_t differences_[kHalf];
};

// A piece of both phases: see kPiece.
template <int kTaps>
void SumPiece(const float* weights, const float* src, ptrdiff_t channels, ptrdiff_t count, float* floats) {
  Mirrored<kTaps>(weights).Sum(src, channels, count, floats, floats + kPieceDistance);
}

bool Mirror(const Taps<float> (&phases)[2]) {
  const int taps = phases[0].count;
  // Weights are in any unit.
  const float least = 1e-6f * std::fabs(phases[0].weights[taps / 2]);
  for (int k = 0; k < taps; ++k) {
    if (!(std::fabs(phases[0].weights[k] - phases[1].weights[taps - 1 - k]) <= least)) return false;
  }
  return true;
}

// Pixels of one byte or of four from the floats of two phases.
void WritePairs(const float* first, const float* second, ptrdiff_t count, bool four, uint8_t* dst) {
  ForBlocks(count, reinterpret_cast<Two<uint8_t>*>(dst), [&](ptrdiff_t i, Two<uint8_t>* to) {
    v128_t acc[4];
    v128_t out[2][1];
    LoadBlock(first + i, acc);
    Convert<uint8_t, float>::Pack(acc, out[0]);
    LoadBlock(second + i, acc);
    Convert<uint8_t, float>::Pack(acc, out[1]);
    uint8_t* const bytes = reinterpret_cast<uint8_t*>(to);
    four ? StorePair<4>(out[0][0], out[1][0], bytes) : StorePair<1>(out[0][0], out[1][0], bytes);
  });
}

// One function for any number of taps, because what follows the sums is the longer part of the code.
void SumMirrored(const float* src, int64_t channels, const Taps<float> (&phases)[2], const Runs& runs, uint8_t* first,
                 uint8_t* second) {
  const Taps<float>& taps = phases[0];
  const auto sum_piece = taps.count == 4 ? SumPiece<4> : taps.count == 6 ? SumPiece<6> : SumPiece<10>;
  const auto sum = [&](ptrdiff_t from, ptrdiff_t count, float* floats) {
    sum_piece(taps.weights, src + from, static_cast<ptrdiff_t>(channels), count, floats);
  };
  if (second != nullptr) return FillPieces<2>(runs, {first, second}, sum);
  alignas(16) float floats[2 * kPieceDistance];
  for (ptrdiff_t from = 0; from < runs.length; from += kPiece) {
    const ptrdiff_t count = std::min<ptrdiff_t>(static_cast<ptrdiff_t>(runs.length) - from, kPiece);
    sum(from, count, floats);
    WritePairs(floats, floats + kPieceDistance, count, channels == 4, first + 2 * from);
  }
}

}  // namespace

template <class Source, class Dst>
bool HasTwoPhases(const Taps<WeightOf<Source, Dst>> (&phases)[2], int64_t channels, bool interleaved) {
  const int taps = phases[0].count;
  const bool zips = !interleaved || channels == 1 || channels == 4;
  if constexpr (kIsDots<Source, Dst>) {
    return zips && taps == 4;
  } else if constexpr (std::is_same_v<Dst, uint8_t>) {
    return zips && (taps == 4 || taps == 6 || taps == 10) && Mirror(phases);
  } else {
    if (!zips && channels != 3) return false;
    if (taps == 2) return Blends(phases[0].summing) || !kBlends<Dst>;
    // The weights of more taps do not stay in registers.
    return std::is_same_v<Dst, float> && taps == 4 && phases[0].summing != Summing::kFromZero;
  }
}

template <class Source, class Dst>
void SumTwoPhases(const Source* src, int64_t channels, const Taps<WeightOf<Source, Dst>> (&phases)[2], const Runs& runs,
                  Dst* first, Dst* second) {
  if constexpr (kIsDots<Source, Dst>) {
    SumDotPhases(src, channels, phases, runs, first, second);
  } else if constexpr (std::is_same_v<Dst, uint8_t>) {
    SumMirrored(src, channels, phases, runs, first, second);
  } else {
    if constexpr (std::is_same_v<Dst, float>) {
      const int taps = phases[0].count;
      if (taps == 4) return SumInOrder<Source, Dst, 4>(src, channels, phases, runs, first, second);
    }
    SumInOrder<Source, Dst, 2>(src, channels, phases, runs, first, second);
  }
}

template bool HasTwoPhases<float, float>(const Taps<float> (&)[2], int64_t, bool);
template bool HasTwoPhases<uint8_t, uint16_t>(const Taps<uint16_t> (&)[2], int64_t, bool);
template bool HasTwoPhases<float, uint8_t>(const Taps<float> (&)[2], int64_t, bool);
template bool HasTwoPhases<int16_t, uint8_t>(const Taps<int16_t> (&)[2], int64_t, bool);
template void SumTwoPhases(const float*, int64_t, const Taps<float> (&)[2], const Runs&, float*, float*);
template void SumTwoPhases(const uint8_t*, int64_t, const Taps<uint16_t> (&)[2], const Runs&, uint16_t*, uint16_t*);
template void SumTwoPhases(const float*, int64_t, const Taps<float> (&)[2], const Runs&, uint8_t*, uint8_t*);
template void SumTwoPhases(const int16_t*, int64_t, const Taps<int16_t> (&)[2], const Runs&, uint8_t*, uint8_t*);

}  // namespace upsampling2d
