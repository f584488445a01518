#include "kernels/filter_pairs.h"

#include <cstddef>

#include "kernels/blocks.h"
#include "kernels/convert.h"

namespace upsampling2d {
namespace {

template <class T>
struct Two {
  T elements[2];
};

// The sums of one block of elements of both phases.
template <class Source, class Dst>
class Pairs {
 public:
  static constexpr int kVectors = kBlockVectors<Dst>;

  Pairs(const Source* const (&rows)[3], const Taps<Dst> (&phases)[2])
      : a_(rows[0]), b_(rows[1]), c_(rows[2]), first_(phases[0]), second_(phases[1]) {}

  [[gnu::always_inline]] void Sum(ptrdiff_t i, v128_t (&first)[kVectors], v128_t (&second)[kVectors]) const {
    const auto load = [&](const Source* row, int v) { return LoadAs<Dst>(row + i + v * Lanes<Dst>::kCount); };
    SumTaps(
        first_, [&](int k, int v) { return load(k == 0 ? a_ : b_, v); }, first);
    SumTaps(
        second_, [&](int k, int v) { return load(k == 0 ? b_ : c_, v); }, second);
  }

 private:
  const Source* a_;
  const Source* b_;
  const Source* c_;
  Splats<Dst, 2> first_;
  Splats<Dst, 2> second_;
};

// Pixels of kBytes bytes, of which a vector holds several:  .. a2 a1 a0, .. b2 b1 b0   ->   .. b2 a2 b1 a1 b0 a0
template <int kBytes, class Source, class Dst>
bool FilterNarrow(const Pairs<Source, Dst>& pairs, int64_t elements, Dst* dst) {
  ForBlocks(elements, reinterpret_cast<Two<Dst>*>(dst), [&](ptrdiff_t i, Two<Dst>* to) {
    constexpr int kVectors = kBlockVectors<Dst>;
    v128_t first[kVectors];
    v128_t second[kVectors];
    pairs.Sum(i, first, second);
    for (int v = 0; v < kVectors; ++v) {
      Dst* const pair = reinterpret_cast<Dst*>(to) + v * 2 * Lanes<Dst>::kCount;
      Store(pair, ZipLow<kBytes>(first[v], second[v]));
      Store(pair + Lanes<Dst>::kCount, ZipHigh<kBytes>(first[v], second[v]));
    }
  });
  return true;
}

// Pixels of sixteen channels or more, one after the other.
template <class Source, class Dst>
bool FilterWide(const Pairs<Source, Dst>& pairs, ptrdiff_t channels, int64_t pixels, Dst* dst) {
  for (ptrdiff_t pixel = 0; pixel < pixels; ++pixel, dst += 2 * channels) {
    ForBlocks(channels, dst, [&](ptrdiff_t i, Dst* to) {
      v128_t first[kBlockVectors<Dst>];
      v128_t second[kBlockVectors<Dst>];
      pairs.Sum(pixel * channels + i, first, second);
      StoreBlock(first, to);
      StoreBlock(second, to + channels);
    });
  }
  return true;
}

}  // namespace

template <class Source, class Dst>
bool FilterPairs(const Source* const (&rows)[3], const Taps<Dst> (&phases)[2], int64_t channels, int64_t pixels,
                 Dst* dst) {
  const Pairs<Source, Dst> pairs(rows, phases);
  constexpr int kBytes = sizeof(Dst);
  if (channels == 1) return FilterNarrow<kBytes>(pairs, pixels, dst);
  if (channels == 2) return FilterNarrow<2 * kBytes>(pairs, 2 * pixels, dst);
  if (channels == 4) return FilterNarrow<4 * kBytes>(pairs, 4 * pixels, dst);
  return channels >= 16 && FilterWide(pairs, static_cast<ptrdiff_t>(channels), pixels, dst);
}

template bool FilterPairs(const float* const (&)[3], const Taps<float> (&)[2], int64_t, int64_t, float*);
template bool FilterPairs(const uint8_t* const (&)[3], const Taps<uint16_t> (&)[2], int64_t, int64_t, uint16_t*);

}  // namespace upsampling2d
