#include "kernels/sum_rows.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "kernels/convert.h"
#include "kernels/dots.h"
#include "kernels/pieces.h"
#include "kernels/rows.h"

namespace upsampling2d {
namespace {

// Block(rows, i, to) writes the sixteen elements from i on, for the elements of the rows from `first` on.
template <class Source, class Dst, int kTaps, class Block>
inline void ForRuns(const Source* const* rows, ptrdiff_t first, const Runs& runs, Dst* dst, const Block& block) {
  // A local copy: otherwise the compiler reloads the row pointers after every store.
  const Source* own[kTaps > 0 ? kTaps : 1];
  for (int k = 0; k < kTaps; ++k) own[k] = rows[k];
  for (ptrdiff_t run = 0, from = first; run < runs.count; ++run, from += runs.length, dst += runs.step) {
    ForBlocks(runs.length, dst, [&](ptrdiff_t i, Dst* to) { block(kTaps > 0 ? own : rows, from + i, to); });
  }
}

template <class Acc, class Source, class Dst, int kTaps>
void FilterSums(const Source* const* rows, ptrdiff_t first, const Taps<Acc>& taps, const Runs& runs, Dst* dst) {
  const Splats<Acc, kTaps> weights(taps);
  const v128_t zero = ZeroOf<Acc>(taps.summing);
  ForRuns<Source, Dst, kTaps>(rows, first, runs, dst, [&](const Source* const* from, ptrdiff_t i, Dst* to) {
    // Pointers of their own, so that offsets become part of the loads.
    const Source* at[kTaps > 0 ? kTaps : 1];
    for (int k = 0; k < kTaps; ++k) at[k] = from[k] + i;
    const auto load = [&](int k, int v) {
      return LoadAs<Acc>((kTaps > 0 ? at[k] : from[k] + i) + v * Lanes<Acc>::kCount);
    };
    if constexpr (kTaps > 2) {
      static_assert(std::is_same_v<Acc, Dst>);
      // Each vector is stored before the next is begun, for the sake of registers: see pieces.h.
      for (int v = 0; v < kBlockVectors<Acc>; ++v) {
        v128_t acc[1];
        SumTaps(
            weights, [&](int k, int) { return load(k, v); }, acc);
        Store(to + v * Lanes<Acc>::kCount, Lanes<Acc>::Add(acc[0], zero));
      }
    } else {
      // Doubles by halves: more sums would not stay in registers.
      constexpr int kTogether = std::min(kBlockVectors<Acc>, 4);
#pragma clang loop unroll(disable)
      for (int half = 0; half < kBlockVectors<Acc>; half += kTogether) {
        v128_t acc[kTogether];
        SumTaps(
            weights, [&](int k, int v) { return load(k, half + v); }, acc);
        if (kTaps == 0) {
          for (v128_t& sum : acc) sum = Lanes<Acc>::Add(sum, zero);
        }
        if constexpr (std::is_same_v<Acc, double>) {
          for (int v = 0; v < kTogether; ++v) Store(to + (half + v) * Lanes<Acc>::kCount, acc[v]);
        } else {
          WriteBlock<Dst, Acc>(acc, to);
        }
      }
    }
  });
}

// Of bytes by dot products. Floats stay in units of 2^-kDotShift, unless they are to be blended.
template <class Dst, int kTaps>
void FilterDots(const uint8_t* const* rows, const Taps<int16_t>& taps, const Runs& runs, Dst* dst) {
  const int count = kTaps > 0 ? kTaps : taps.count;
  assert(count <= kMostTaps);
  assert(kTaps == 0 || !Blends(taps.summing));
  const v128_t unit = wasm_f32x4_splat(Blends(taps.summing) ? 1.0f / (1 << kDotShift) : 1.0f);
  constexpr bool kToLine = std::is_same_v<Dst, int16_t>;
  const v128_t base = wasm_i32x4_splat(kToLine ? kDotBase : 0);
  v128_t weights[kMostTaps / 2];
  for (int k = 0; k < count; k += 2) weights[k / 2] = WeightPair(taps, k, k + 1);
  ForRuns<uint8_t, Dst, kTaps>(rows, 0, runs, dst, [&](const uint8_t* const* from, ptrdiff_t i, Dst* to) {
    v128_t sums[4] = {base, base, base, base};
    for (int k = 0; k < count; k += 2) {
      v128_t pairs[4];
      LoadPairs(from[k] + i, from[k + 1 < count ? k + 1 : k] + i, pairs);
      for (int v = 0; v < 4; ++v) {
        sums[v] = wasm_i32x4_add(sums[v], wasm_i32x4_dot_i16x8(pairs[v], weights[k / 2]));
      }
    }
    if constexpr (std::is_same_v<Dst, float>) {
      for (int v = 0; v < 4; ++v) {
        const v128_t sum = wasm_f32x4_convert_i32x4(sums[v]);
        Store(to + 4 * v, kTaps > 0 ? sum : wasm_f32x4_mul(sum, unit));
      }
    } else {
      for (int v = 0; v < 4; v += 2) Store(to + 4 * v, ShortsOfDots<kShiftToLine>(sums[v], sums[v + 1]));
    }
  });
}

// To a line, of four taps, whose weights are multiples of its unit: sums wrap around 16 bits, as often back as there.
void FilterLine(const uint8_t* const* rows, const Taps<int16_t>& taps, const Runs& runs, int16_t* dst) {
  v128_t weights[4];
  for (int k = 0; k < 4; ++k) {
    assert(taps.weights[k] % (1 << kShiftToLine) == 0);
    weights[k] = wasm_i16x8_splat(taps.weights[k] >> kShiftToLine);
  }
  ForRuns<uint8_t, int16_t, 4>(rows, 0, runs, dst, [&](const uint8_t* const* from, ptrdiff_t i, int16_t* to) {
    for (int half = 0; half < 2; ++half, i += 8, to += 8) {
      v128_t sum = wasm_i16x8_splat(kLineBase);
      for (int k = 0; k < 4; ++k) {
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(wasm_u16x8_load8x8(from[k] + i), weights[k]));
      }
      Store(to, sum);
    }
  });
}

// The usual numbers of taps are written out; a gradient's two do not blend.
template <class Acc, class Source, class Dst>
void FilterFrom(const Source* const* rows, ptrdiff_t first, const Taps<Acc>& taps, const Runs& runs, Dst* dst) {
  if constexpr (std::is_same_v<Acc, uint16_t>) {
    // A row alone is the first of two.
    assert(taps.count > 0 && taps.count <= kMostWholeTaps);
    const bool alone = taps.count == 1;
    const Source* const two[2] = {rows[0], rows[alone ? 0 : 1]};
    const Acc weights[2] = {taps.weights[0], alone ? Acc{0} : taps.weights[1]};
    return FilterSums<Acc, Source, Dst, 2>(two, first, {weights, 2, taps.summing}, runs, dst);
  }
  if (taps.count == 2 && Blends(taps.summing)) return FilterSums<Acc, Source, Dst, 2>(rows, first, taps, runs, dst);
  if constexpr (std::is_same_v<Acc, float>) {
    if (taps.count == 4) return FilterSums<Acc, Source, Dst, 4>(rows, first, taps, runs, dst);
    if (taps.count == 6) return FilterSums<Acc, Source, Dst, 6>(rows, first, taps, runs, dst);
  }
  FilterSums<Acc, Source, Dst, 0>(rows, first, taps, runs, dst);
}

}  // namespace

template <class Source, class Dst>
void SumRows(const Source* const* rows, const Taps<WeightOf<Source, Dst>>& taps, const Runs& runs, Dst* dst) {
  if constexpr (std::is_same_v<Source, float> && std::is_same_v<Dst, uint8_t>) {
    FillPieces<1>(runs, {dst}, [&](ptrdiff_t first, ptrdiff_t count, float* floats) {
      FilterFrom(rows, first, taps, {count, 1, 0}, floats);
    });
  } else if constexpr (kIsDots<Source, Dst>) {
    if constexpr (std::is_same_v<Dst, float>) {
      if (taps.count == 4) return FilterDots<Dst, 4>(rows, taps, runs, dst);
      if (taps.count == 6) return FilterDots<Dst, 6>(rows, taps, runs, dst);
    } else {
      if (taps.count == 4) return FilterLine(rows, taps, runs, dst);
    }
    FilterDots<Dst, 0>(rows, taps, runs, dst);
  } else {
    FilterFrom(rows, 0, taps, runs, dst);
  }
}

// Both rows share the loads and b - a:
//   a w0 + b w1 = a (w0 + w1) + (b - a) w1, where floats are a blend, whose weights sum to 1.
template <class Source, class Dst>
void SumTwoRows(const Source* const* rows, const Source* const (&weights)[2], int64_t length, Dst* first, Dst* second) {
  using L = Lanes<Source>;
  constexpr bool kIsWhole = std::is_same_v<Source, uint16_t>;
  assert(length >= 16);
  const v128_t one = L::Splat(static_cast<Source>(weights[0][0] + weights[0][1]));
  const v128_t second_weights[2] = {L::Splat(weights[0][1]), L::Splat(weights[1][1])};
  const Source* const above = rows[0];
  const Source* const below = rows[1];
  const ptrdiff_t distance = second - first;
  ForBlocks(length, first, [&](ptrdiff_t i, Dst* to) {
    v128_t sums[2][kBlockVectors<Source>];
    for (int v = 0; v < kBlockVectors<Source>; ++v) {
      const v128_t a = Load(above + i + v * L::kCount);
      const v128_t d = L::Sub(Load(below + i + v * L::kCount), a);
      v128_t base = a;
      if constexpr (kIsWhole) base = Convert<Dst, Source>::AddHalf(L::Mul(a, one));
      for (int row = 0; row < 2; ++row) sums[row][v] = L::Add(base, L::Mul(d, second_weights[row]));
    }
    for (int row = 0; row < 2; ++row) {
      if constexpr (kIsWhole) {
        v128_t out[1];
        Convert<Dst, Source>::PackWithHalf(sums[row], out);
        Store(to + row * distance, out[0]);
      } else {
        StoreBlock(sums[row], to + row * distance);
      }
    }
  });
}

template void SumRows(const float* const*, const Taps<float>&, const Runs&, float*);
template void SumRows(const double* const*, const Taps<double>&, const Runs&, double*);
template void SumRows(const uint8_t* const*, const Taps<uint16_t>&, const Runs&, uint16_t*);
template void SumRows(const uint16_t* const*, const Taps<uint16_t>&, const Runs&, uint8_t*);
template void SumRows(const uint8_t* const*, const Taps<int16_t>&, const Runs&, float*);
template void SumRows(const uint8_t* const*, const Taps<int16_t>&, const Runs&, int16_t*);
template void SumRows(const float* const*, const Taps<float>&, const Runs&, uint8_t*);
template void SumTwoRows(const float* const*, const float* const (&)[2], int64_t, float*, float*);
template void SumTwoRows(const uint16_t* const*, const uint16_t* const (&)[2], int64_t, uint8_t*, uint8_t*);

}  // namespace upsampling2d
