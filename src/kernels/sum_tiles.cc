#include "kernels/sum_tiles.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "kernels/sum_vectors.h"
#include "kernels/zip.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

constexpr ptrdiff_t kLanes = 4;
constexpr int64_t kLeastRows = kLanes;

// Elements that are read and written together: they stay in the first-level cache.
constexpr ptrdiff_t kSources = 4096;
constexpr ptrdiff_t kTargets = 4096;

// Whether of each channel the rows are gathered. Pixels of three channels are packed, others are gathered as they are.
bool IsTransposed(ptrdiff_t channels) { return channels < 3 || channels == 5 || channels == 6; }

// Where rows lie, and how far it is from four of their elements to the next four.
struct Side {
  ptrdiff_t row;
  ptrdiff_t advance;
};

// Blocks of four rows of four elements.
void TransposeBlocks(ptrdiff_t blocks, const float* src, Side from, float* dst, Side to) {
  for (; blocks > 0; --blocks, src += from.advance, dst += to.advance) {
    v128_t rows[4];
    for (int row = 0; row < 4; ++row) rows[row] = Load(src + row * from.row);
    Transpose(rows);
    for (int row = 0; row < 4; ++row) Store(dst + row * to.row, rows[row]);
  }
}

// Some windows of some rows. The source pixels that they read are gathered such that the vectors which share a window
// lie side by side:
//   one, two, five or six channels   transposed: of each channel the rows, as the lanes of vectors
//   three channels                   packed: of each row the pixel, without gaps
//   others                           of each four channels four rows; the last four may have some a second time
// Rows go by fours. If there are fewer rows than lanes, the last four have some a second time.
class RowTile {
 public:
  // There are at least four rows, and eight lanes for three channels, four for more.
  RowTile(const Windows<float>& windows, ptrdiff_t channels, ptrdiff_t lanes, ptrdiff_t rows)
      : windows_(windows),
        channels_(channels),
        lanes_(lanes),
        last_row_(std::min(lanes, rows) - kLanes),
        pixel_(IsTransposed(channels) || IsPacked() ? channels * lanes : (channels + 3) / 4 * 4 * kLanes) {}

  // The windows from `begin` on that find room. Returns their end.
  int64_t Take(int64_t begin) {
    begin_ = begin;
    end_ = std::min(windows_.count, begin + kTargets / pixel_);
    low_ = windows_.Begin(begin);
    while (end_ - begin > 1 && windows_.End(end_) - low_ > kSources / pixel_) end_ -= (end_ - begin) / 2;
    return end_;
  }

  void Sum(const float* src, ptrdiff_t src_step, float* dst, ptrdiff_t dst_step) {
    Read(src, src_step);
    dst += static_cast<ptrdiff_t>(begin_) * channels_;
    if (channels_ == 5 || channels_ == 6) return SumSix(windows_, All(), sources_, pixel_, dst, dst_step, 0, channels_);
    if (channels_ < 3) return SumTransposed(dst, dst_step);
    if (IsPacked()) return SumPacked(dst, dst_step);
    for (ptrdiff_t c = 0; c < channels_; c += kLanes) {
      SumUpToFour(4, windows_, All(), sources_ + c * kLanes, pixel_, dst + std::min(c, channels_ - kLanes), dst_step,
                  channels_);
    }
  }

 private:
  bool IsPacked() const { return channels_ == 3; }
  Targets All() const { return {static_cast<ptrdiff_t>(begin_), static_cast<ptrdiff_t>(end_), low_}; }
  // The row of a lane, and three lanes behind it those of the rows behind it.
  ptrdiff_t RowOf(ptrdiff_t lane) const { return std::min(lane, last_row_); }
  // Where a source pixel lies.
  float* PixelAt(int64_t s) { return sources_ + static_cast<ptrdiff_t>(s - low_) * pixel_; }

  void Read(const float* src, ptrdiff_t step) {
    // Every window reads some pixel that there is.
    const int64_t high = windows_.End(end_);
    assert(low_ < windows_.end_pixel && high > windows_.first_pixel && high - low_ <= kSources / pixel_);
    const int64_t first = std::clamp(low_, windows_.first_pixel, windows_.end_pixel - 1);
    const int64_t end = std::clamp(high, first + 1, windows_.end_pixel);
    src += static_cast<ptrdiff_t>(first) * channels_;
    IsTransposed(channels_) ? Transpose(src, step, static_cast<ptrdiff_t>(end - first) * channels_, PixelAt(first))
                            : Gather(src, step, static_cast<ptrdiff_t>(end - first), PixelAt(first));
    // Taps outside read the pixel at the edge.
    for (int64_t s = low_; s < first; ++s) Copy(PixelAt(first), PixelAt(s));
    for (int64_t s = end; s < high; ++s) Copy(PixelAt(end - 1), PixelAt(s));
  }

  // Not by memory.copy, which engines call as a function.
  void Copy(const float* from, float* to) const {
    for (ptrdiff_t i = 0; i < pixel_; i += kLanes) Store(to + i, Load(from + i));
  }

  void Gather(const float* src, ptrdiff_t step, ptrdiff_t count, float* dst) const {
    const ptrdiff_t width = std::min(channels_, kLanes);
    for (ptrdiff_t c = 0; c < channels_; c += width) {
      const float* from = src + std::min(c, channels_ - width);
      float* to = dst + c * kLanes;
      for (ptrdiff_t i = 0; i < count; ++i, from += channels_, to += pixel_) {
        for (ptrdiff_t lane = 0; lane < lanes_; lane += kLanes) {
          const float* const rows = from + RowOf(lane) * step;
          for (int row = 0; row < 4; ++row) Store(to + (lane + row) * width, Load(rows + row * step));
        }
      }
    }
  }

  // Reads up to three elements behind those of each row.
  void Transpose(const float* src, ptrdiff_t step, ptrdiff_t count, float* dst) const {
    for (ptrdiff_t lane = 0; lane < lanes_; lane += kLanes) {
      TransposeBlocks((count + 3) / 4, src + RowOf(lane) * step, {step, 4}, dst + lane, {lanes_, 4 * lanes_});
    }
  }

  void SumTransposed(float* dst, ptrdiff_t step) {
    for (ptrdiff_t i = 0; i < pixel_; i += 4 * kLanes) {
      SumUpToFour(std::min<ptrdiff_t>((pixel_ - i) / kLanes, 4), windows_, All(), sources_ + i, pixel_, targets_ + i,
                  kLanes, pixel_);
    }
    const ptrdiff_t count = static_cast<ptrdiff_t>(end_ - begin_) * channels_;
    const ptrdiff_t whole = count / 4 * 4;
    for (ptrdiff_t lane = 0; lane < lanes_; lane += kLanes) {
      const float* const from = targets_ + lane;
      float* const to = dst + RowOf(lane) * step;
      if (whole > 0) TransposeBlocks(whole / 4, from, {lanes_, 4 * lanes_}, to, {step, 4});
      for (ptrdiff_t i = whole; i < count; ++i) {
        const v128_t lanes = Load(from + i * lanes_);
        wasm_v128_store32_lane(to + i, lanes, 0);
        wasm_v128_store32_lane(to + i + step, lanes, 1);
        wasm_v128_store32_lane(to + i + 2 * step, lanes, 2);
        wasm_v128_store32_lane(to + i + 3 * step, lanes, 3);
      }
    }
  }

  // What is written behind the last pixel would be the next row's.
  void SumPacked(float* dst, ptrdiff_t step) {
    const Targets all = All();
    const ptrdiff_t last = all.end - 1;
    SumSix(windows_, {all.begin, last, low_}, sources_, pixel_, dst, step, RowOf(4) * step, 3);
    SumSix(windows_, {last, all.end, low_}, sources_, pixel_, targets_, kLanes, RowOf(4) * kLanes, 3);
    dst += (last - all.begin) * channels_;
    for (ptrdiff_t row = 0; row < last_row_ + 4; ++row, dst += step) {
      for (int c = 0; c < 3; ++c) dst[c] = targets_[row * kLanes + c];
    }
  }

  const Windows<float>& windows_;
  ptrdiff_t channels_;
  ptrdiff_t lanes_;
  // The last four rows begin here.
  ptrdiff_t last_row_;
  // The elements of a pixel of all rows.
  ptrdiff_t pixel_;
  // The windows, and the first source pixel that they may read.
  int64_t begin_ = 0;
  int64_t end_ = 0;
  int64_t low_ = 0;
  // Three more elements of each of 16 rows are written than are asked for.
  alignas(16) float sources_[kSources + 3 * 16];
  alignas(16) float targets_[kTargets];
};

}  // namespace

bool FitsTile(const Windows<float>& windows, int64_t channels, const WindowRows& rows) {
  if (channels >= kTileChannels || rows.count < kLeastRows) return false;
  // Pixels that are read once are not worth gathering, unless that makes fewer vectors.
  const bool apart = windows.count > 1 && windows.windows[0].end() <= windows.windows[1].start;
  if (apart && !IsTransposed(static_cast<ptrdiff_t>(channels))) return false;
  // No pixel of all rows has more elements: four rows of whole vectors, eight rows of three channels, 16 of one.
  return windows.most_taps + 2 * windows.disorder <= kSources / (kLanes * channels + 3 * kLanes);
}

void SumByTiles(const Windows<float>& windows, int64_t channels, const WindowRows& rows, const float* src, float* dst) {
  assert(FitsTile(windows, channels, rows));
  for (int64_t row = 0; row < rows.count;) {
    // The last four rows may be some that were made before.
    const int64_t rest = std::max(rows.count - row, kLeastRows);
    const int64_t first = rows.count - rest;
    // Four vectors to a pixel of one or two channels, if there are rows for more than half of that.
    int64_t lanes = MostRowsTogether(channels);
    while (channels < 3 && lanes / 2 >= rest) lanes /= 2;
    RowTile tile(windows, static_cast<ptrdiff_t>(channels), static_cast<ptrdiff_t>(lanes),
                 static_cast<ptrdiff_t>(rest));
    for (int64_t t = 0; t < windows.count;) {
      t = tile.Take(t);
      tile.Sum(src + first * rows.source_step, static_cast<ptrdiff_t>(rows.source_step), dst + first * rows.dst_step,
               static_cast<ptrdiff_t>(rows.dst_step));
    }
    row += lanes;
  }
}

}  // namespace upsampling2d
