#include "kernels/sum_vectors.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <type_traits>

#include "simd/simd.h"

namespace upsampling2d {
namespace {

constexpr ptrdiff_t kLanes = 4;

// The most pixels that are read for a window by lanes. Gradients may need more.
constexpr int64_t kMostLanePixels = 64;

// Elements that are read and written together: they stay in the first-level cache.
constexpr ptrdiff_t kSources = 4096;
constexpr ptrdiff_t kTargets = 4096;
static_assert(kMostLanePixels * 4 * (kWidePixel - 1) <= kSources);

// How many elements lie from a vector to the next one that has the same window, and from a pixel to the next.
struct Strides {
  ptrdiff_t vector;
  ptrdiff_t pixel;
};

// Windows [begin, end), and the number of the source pixel at `src`.
struct Targets {
  ptrdiff_t begin;
  ptrdiff_t end;
  int64_t pixel = 0;
};

// kVectors vectors of each window's target, from `dst` on. The sums of SumTaps(), written for a pointer that moves from
// tap to tap: that takes a sixth less time than an index.
template <int kVectors, class Acc>
void SumVectors(const Windows<Acc>& windows, const Targets& targets, const Acc* src, Strides from, Acc* dst,
                Strides to) {
  using L = Lanes<Acc>;
  const Summing summing = windows.summing;
  const Acc* const all_weights = windows.weights;
  const int64_t first = targets.pixel;
  const Window* const end = windows.windows + targets.end;
  for (const Window* window = windows.windows + targets.begin; window < end; ++window, dst += to.pixel) {
    const Acc* pixel = src + static_cast<ptrdiff_t>(window->start - first) * from.pixel;
    const Acc* weights = all_weights + window->weights;
    const int count = window->count;
    v128_t acc[kVectors];
    for (int v = 0; v < kVectors; ++v) acc[v] = Load(pixel + v * from.vector);
    if (Blends(summing) && count <= 2) {
      if (count == 2) {
        const v128_t weight = L::Splat(weights[1]);
        pixel += from.pixel;
        for (int v = 0; v < kVectors; ++v) {
          acc[v] = L::Add(acc[v], L::Mul(L::Sub(Load(pixel + v * from.vector), acc[v]), weight));
        }
      } else if (summing == Summing::kLerp) {
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Sub(acc[v], acc[v]));
      }
    } else {
      const v128_t weight = L::Splat(weights[0]);
      for (int v = 0; v < kVectors; ++v) acc[v] = L::Mul(acc[v], weight);
      if (summing == Summing::kFromZero) {
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Splat(0));
      }
      const auto add = [&](int k) {
        const v128_t weight = L::Splat(weights[k]);
        pixel += from.pixel;
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(Load(pixel + v * from.vector), weight));
      };
      int k = 1;
      // Three taps a turn are the rest of the usual four, and save most of a loop's own cost.
      if (kVectors == 4 && std::is_same_v<Acc, float>) {
        for (; k + 3 <= count; k += 3, weights += 3) {
          add(1);
          add(2);
          add(3);
        }
      }
      for (; k < count; ++k, ++weights) add(1);
    }
    for (int v = 0; v < kVectors; ++v) Store(dst + v * to.vector, acc[v]);
  }
}

// The same for one to four vectors.
template <class Acc>
void SumUpToFour(ptrdiff_t vectors, const Windows<Acc>& windows, const Targets& targets, const Acc* src, Strides from,
                 Acc* dst, Strides to) {
  if (vectors == 4) return SumVectors<4>(windows, targets, src, from, dst, to);
  for (; vectors > 0; --vectors, src += from.vector, dst += to.vector) {
    SumVectors<1>(windows, targets, src, from, dst, to);
  }
}

// Where rows lie, and how far it is from four of their elements to the next four.
struct Side {
  ptrdiff_t row;
  ptrdiff_t advance;
};

// Blocks of four rows of four elements:
//   a3 a2 a1 a0, b3 b2 b1 b0, c3 c2 c1 c0, d3 d2 d1 d0   ->   d0 c0 b0 a0, d1 c1 b1 a1, d2 c2 b2 a2, d3 c3 b3 a3
void Transpose(ptrdiff_t blocks, const float* src, Side from, float* dst, Side to) {
  for (; blocks > 0; --blocks, src += from.advance, dst += to.advance) {
    const v128_t a = Load(src);
    const v128_t b = Load(src + from.row);
    const v128_t c = Load(src + 2 * from.row);
    const v128_t d = Load(src + 3 * from.row);
    const v128_t ac[] = {ZipLow<4>(a, c), ZipHigh<4>(a, c)};
    const v128_t bd[] = {ZipLow<4>(b, d), ZipHigh<4>(b, d)};
    Store(dst, ZipLow<4>(ac[0], bd[0]));
    Store(dst + to.row, ZipHigh<4>(ac[0], bd[0]));
    Store(dst + 2 * to.row, ZipLow<4>(ac[1], bd[1]));
    Store(dst + 3 * to.row, ZipHigh<4>(ac[1], bd[1]));
  }
}

// Some windows of some rows, which are the lanes of pixels of `lanes` times as many channels while they are summed.
class LaneTile {
 public:
  LaneTile(const Windows<float>& windows, ptrdiff_t channels, ptrdiff_t lanes)
      : windows_(windows), channels_(channels), lanes_(lanes) {}

  // The windows from `begin` on that find room. Returns their end.
  int64_t Take(int64_t begin) {
    begin_ = begin;
    end_ = std::min(windows_.count, begin + kTargets / Pixel());
    low_ = windows_.Begin(begin);
    while (end_ - begin > 1 && windows_.End(end_) - low_ > kSources / Pixel()) end_ -= (end_ - begin) / 2;
    return end_;
  }

  void Sum(const float* src, ptrdiff_t source_step, float* dst, ptrdiff_t dst_step) {
    Read(src, source_step);
    const Strides strides = {kLanes, Pixel()};
    const Targets targets = {static_cast<ptrdiff_t>(begin_), static_cast<ptrdiff_t>(end_), low_};
    for (ptrdiff_t i = 0; i < Pixel(); i += 4 * kLanes) {
      SumUpToFour(std::min<ptrdiff_t>((Pixel() - i) / kLanes, 4), windows_, targets, sources_ + i, strides,
                  targets_ + i, strides);
    }
    Write(dst, dst_step);
  }

 private:
  ptrdiff_t Pixel() const { return lanes_ * channels_; }
  // Where a source pixel lies.
  float* PixelAt(int64_t s) { return sources_ + static_cast<ptrdiff_t>(s - low_) * Pixel(); }

  void Read(const float* src, ptrdiff_t step) {
    // Every window reads some pixel that there is.
    const int64_t high = windows_.End(end_);
    assert(low_ < windows_.end_pixel && high > windows_.first_pixel && high - low_ <= kSources / Pixel());
    const int64_t first = std::clamp(low_, windows_.first_pixel, windows_.end_pixel - 1);
    const int64_t end = std::clamp(high, first + 1, windows_.end_pixel);
    const ptrdiff_t count = static_cast<ptrdiff_t>(end - first) * channels_;
    const ptrdiff_t whole = count / 4 * 4;
    src += static_cast<ptrdiff_t>(first) * channels_;
    for (ptrdiff_t lane = 0; lane < lanes_; lane += 4) {
      const float* const from = src + lane * step;
      float* const to = PixelAt(first) + lane;
      if (whole > 0) Transpose(whole / 4, from, {step, 4}, to, {lanes_, 4 * lanes_});
      for (ptrdiff_t i = whole; i < count; ++i) {
        v128_t rows = wasm_v128_load32_zero(from + i);
        rows = wasm_v128_load32_lane(from + i + step, rows, 1);
        rows = wasm_v128_load32_lane(from + i + 2 * step, rows, 2);
        rows = wasm_v128_load32_lane(from + i + 3 * step, rows, 3);
        Store(to + i * lanes_, rows);
      }
    }
    // Taps outside read the pixel at the edge.
    for (int64_t s = low_; s < first; ++s) Copy(PixelAt(first), PixelAt(s));
    for (int64_t s = end; s < high; ++s) Copy(PixelAt(end - 1), PixelAt(s));
  }

  // Not by memory.copy, which engines call as a function.
  void Copy(const float* from, float* to) const {
    for (ptrdiff_t i = 0; i < Pixel(); i += 4) Store(to + i, Load(from + i));
  }

  void Write(float* dst, ptrdiff_t step) const {
    const ptrdiff_t count = static_cast<ptrdiff_t>(end_ - begin_) * channels_;
    dst += static_cast<ptrdiff_t>(begin_) * channels_;
    const ptrdiff_t whole = count / 4 * 4;
    const Side from = {lanes_, 4 * lanes_};
    for (ptrdiff_t lane = 0; lane < lanes_; lane += 4) {
      float* const to = dst + lane * step;
      if (whole > 0) Transpose(whole / 4, targets_ + lane, from, to, {step, 4});
      for (ptrdiff_t i = whole; i < count; ++i) {
        const v128_t rows = Load(targets_ + lane + i * lanes_);
        wasm_v128_store32_lane(to + i, rows, 0);
        wasm_v128_store32_lane(to + i + step, rows, 1);
        wasm_v128_store32_lane(to + i + 2 * step, rows, 2);
        wasm_v128_store32_lane(to + i + 3 * step, rows, 3);
      }
    }
  }

  const Windows<float>& windows_;
  ptrdiff_t channels_;
  ptrdiff_t lanes_;
  // The windows, and the first source pixel that they may read.
  int64_t begin_ = 0;
  int64_t end_ = 0;
  int64_t low_ = 0;
  // Three more pixels are read and written than there are.
  alignas(16) float sources_[kSources + 3 * 16 * kLanes];
  alignas(16) float targets_[kTargets + 3 * 16 * kLanes];
};

}  // namespace

template <class Acc>
void SumByVectors(const Windows<Acc>& windows, int64_t channel_count, int64_t source_pixel, const WindowRows& all_rows,
                  const Acc* src, Acc* dst) {
  constexpr ptrdiff_t kCount = Lanes<Acc>::kCount;
  const ptrdiff_t channels = static_cast<ptrdiff_t>(channel_count);
  const ptrdiff_t source_step = static_cast<ptrdiff_t>(all_rows.source_step);
  const ptrdiff_t dst_step = static_cast<ptrdiff_t>(all_rows.dst_step);
  // Four vectors are those of a wide pixel, or the same ones of four rows.
  const bool wide = channels >= 4 * kCount;
  const ptrdiff_t group = wide ? 4 * kCount : kCount;
  const Strides from = {wide ? kCount : source_step, static_cast<ptrdiff_t>(source_pixel)};
  const Strides to = {wide ? kCount : dst_step, channels};
  // So many targets of a row that they are still in the first-level cache when the next channels come.
  const ptrdiff_t together = std::max<ptrdiff_t>(1, kTargets / channels);
  const ptrdiff_t count = static_cast<ptrdiff_t>(windows.count);
  ptrdiff_t rows = static_cast<ptrdiff_t>(all_rows.count);
  ptrdiff_t some = 1;
  for (; rows > 0; rows -= some, src += some * source_step, dst += some * dst_step) {
    if (!wide) some = std::min<ptrdiff_t>(rows, 4);
    for (ptrdiff_t t = 0; t < count; t += together) {
      const Targets targets = {t, std::min(t + together, count)};
      // The last group ends with the pixel, so it may have some channels a second time.
      for (ptrdiff_t c = 0; c < channels; c += group) {
        const ptrdiff_t vectors = wide ? std::min<ptrdiff_t>((channels - c + kCount - 1) / kCount, 4) : some;
        const ptrdiff_t width = wide ? vectors * kCount : kCount;
        const ptrdiff_t at = std::max<ptrdiff_t>(0, std::min(c, channels - width));
        SumUpToFour(vectors, windows, targets, src + at, from, dst + t * channels + at, to);
      }
    }
  }
}

template void SumByVectors(const Windows<float>&, int64_t, int64_t, const WindowRows&, const float*, float*);
template void SumByVectors(const Windows<double>&, int64_t, int64_t, const WindowRows&, const double*, double*);

bool HaveLanes(const Windows<float>& windows, int64_t channels, const WindowRows& rows) {
  return channels < kWidePixel && rows.count >= 4 && windows.most_taps + 2 * windows.disorder <= kMostLanePixels;
}

void SumByLanes(const Windows<float>& windows, int64_t channels, const WindowRows& rows, const float* src, float* dst) {
  assert(HaveLanes(windows, channels, rows));
  // Four vectors to a pixel, if there are rows for that.
  int64_t lanes = MostRowsTogether(channels);
  while (lanes > rows.count) lanes /= 2;
  LaneTile tile(windows, static_cast<ptrdiff_t>(channels), static_cast<ptrdiff_t>(lanes));
  for (int64_t t = 0; t < windows.count;) {
    t = tile.Take(t);
    for (int64_t row = 0; row < rows.count; row += lanes) {
      const int64_t first = std::min(row, rows.count - lanes);
      tile.Sum(src + first * rows.source_step, static_cast<ptrdiff_t>(rows.source_step), dst + first * rows.dst_step,
               static_cast<ptrdiff_t>(rows.dst_step));
    }
  }
}

}  // namespace upsampling2d
