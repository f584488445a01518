#include "kernels/sum_windows.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <type_traits>

#include "kernels/dots.h"
#include "kernels/pieces.h"
#include "kernels/sum_tiles.h"
#include "kernels/sum_vectors.h"

namespace upsampling2d {
namespace {

// Pixels of fewer channels are not worth a call for each window. All windows of doubles come here.
template <class Acc>
constexpr ptrdiff_t kNarrow = std::is_same_v<Acc, double> ? 16 : Lanes<Acc>::kCount;

// The channels of a pixel one after the other, with the same sums that vectors have.
template <class Acc>
void SumNarrow(const Taps<Acc>& taps, ptrdiff_t channels, const Acc* src, Acc* dst) {
  const bool blends = Blends(taps.summing) && taps.count <= 2;
  for (ptrdiff_t c = 0; c < channels; ++c, ++src) {
    Acc sum = *src;
    if (blends) {
      if (taps.count == 2) {
        sum += (src[channels] - sum) * taps.weights[1];
      } else if (taps.summing == Summing::kLerp) {
        sum += sum - sum;
      }
    } else {
      sum *= taps.weights[0];
      if (taps.summing == Summing::kFromZero) sum += 0;
      for (int k = 1; k < taps.count; ++k) sum += src[k * channels] * taps.weights[k];
    }
    dst[c] = sum;
  }
}

// Two channels and more of doubles, two at a time; the last two end with the pixel.
void SumDoubles(const Taps<double>& taps, ptrdiff_t channels, const double* src, double* dst) {
  const Splats<double, 0> weights(taps);
  for (ptrdiff_t c = 0; c < channels; c += 2) {
    const ptrdiff_t at = std::min(c, channels - 2);
    v128_t acc[1];
    SumTaps(
        weights, [&](int k, int) { return Load(src + k * channels + at); }, acc);
    Store(dst + at, wasm_f64x2_add(acc[0], ZeroOf<double>(taps.summing)));
  }
}

// A window whose pixels are taken for rows. Taps outside read the pixel at the edge. Windows that reach there, and all
// of bytes, have at most kMostTaps taps.
template <class Source, class Dst>
void SumColumn(const Windows<WeightOf<Source, Dst>>& windows, const Window& window, ptrdiff_t channels,
               const Source* src, Dst* dst) {
  const auto pixel = [&](int k) {
    const int64_t s = std::clamp(window.start + k, windows.first_pixel, windows.end_pixel - 1);
    return src + static_cast<ptrdiff_t>(s) * channels;
  };
  const auto taps = windows.TapsOf(window);
  assert(taps.count > 0);
  if constexpr (std::is_same_v<Source, Dst>) {
    constexpr ptrdiff_t kCount = Lanes<Dst>::kCount;
    const bool is_narrow = channels < kNarrow<Dst> || window.count > kMostTaps;
    if (is_narrow && windows.IsInside(window)) {
      if constexpr (std::is_same_v<Source, double>) {
        if (channels > 1) return SumDoubles(taps, channels, pixel(0), dst);
      }
      return SumNarrow(taps, channels, pixel(0), dst);
    }
    if (channels < kCount) {
      assert(window.count <= kMostTaps);
      Source pixels[kMostTaps * kCount];
      for (int k = 0; k < window.count; ++k) Store(pixels + k * channels, Load(pixel(k)));
      return SumNarrow(taps, channels, pixels, dst);
    }
  }
  assert(window.count <= kMostTaps);
  const Source* rows[kMostTaps];
  for (int k = 0; k < window.count; ++k) rows[k] = pixel(k);
  SumRows(rows, taps, {channels, 1, 0}, dst);
}

// One window after the other, which may reach over the ends.
template <class Source, class Dst>
[[gnu::noinline]] void SumColumns(const Windows<WeightOf<Source, Dst>>& windows, int64_t channels,
                                  const WindowRows& rows, const Source* src, Dst* dst) {
  for (int64_t row = 0; row < rows.count; ++row, src += rows.source_step, dst += rows.dst_step) {
    Dst* to = dst;
    for (int64_t t = 0; t < windows.count; ++t, to += channels) {
      SumColumn(windows, windows.windows[t], static_cast<ptrdiff_t>(channels), src, to);
    }
  }
}

// Some windows that follow each other and lie inside: all of them, but for those near the ends of an axis.
int64_t InsideBegin(const Windows<float>& windows) {
  int64_t begin = 0;
  while (begin < windows.count && windows.Begin(begin) < windows.first_pixel) ++begin;
  while (begin > 0 && windows.IsInside(windows.windows[begin - 1])) --begin;
  return begin;
}

int64_t InsideEnd(const Windows<float>& windows, int64_t begin) {
  int64_t end = windows.count;
  while (end > begin && windows.End(end) > windows.end_pixel) --end;
  while (end < windows.count && windows.IsInside(windows.windows[end])) ++end;
  return end;
}

// From so many channels on a pixel is worth a call for a window, to kernels that know the number of taps.
constexpr int64_t kColumnChannels = 256;

// No more windows than these are worth two ways.
constexpr int64_t kFewWindows = 8;

// Tiles take all windows that they fit. Else inner windows go by vectors, and those at the ends one by one.
[[gnu::noinline]] void SumFloats(const Windows<float>& windows, int64_t channels, const WindowRows& rows,
                                 const float* src, float* dst) {
  const bool few = windows.count <= kFewWindows;
  if (channels >= (few ? kTileChannels : kColumnChannels) && windows.most_taps <= kMostTaps) {
    return SumColumns(windows, channels, rows, src, dst);
  }
  if (FitsTile(windows, channels, rows)) return SumByTiles(windows, channels, rows, src, dst);
  const int64_t head = InsideBegin(windows);
  // What is written behind pixels must be written afterwards.
  const int64_t tail = std::clamp(windows.count - PixelsBehind(channels), head, InsideEnd(windows, head));
  if (head < tail) SumByVectors(windows.Part(head, tail), channels, channels, rows, src, dst + head * channels);
  SumColumns(windows.Part(0, head), channels, rows, src, dst);
  SumColumns(windows.Part(tail, windows.count), channels, rows, src, dst + tail * channels);
}

// From lines of whole numbers. These windows are the few at the ends of rows: kernels for two phases make all others.
void SumLineEnds(const Windows<int16_t>& windows, ptrdiff_t channels, const WindowRows& rows, const int16_t* src,
                 uint8_t* dst) {
  for (int64_t row = 0; row < rows.count; ++row, src += rows.source_step, dst += rows.dst_step) {
    uint8_t* to = dst;
    for (const Window* window = windows.windows; window < windows.windows + windows.count; ++window) {
      assert(windows.IsInside(*window));
      const int16_t* from = src + static_cast<ptrdiff_t>(window->start) * channels;
      const Taps<int16_t> taps = windows.TapsOf(*window);
      for (ptrdiff_t c = 0; c < channels; ++c) {
        int32_t sum = 0;
        for (int k = 0; k < taps.count; ++k) sum += from[k * channels + c] * taps.weights[k];
        *to++ = ByteOfDots(sum);
      }
    }
  }
}

// By way of floats: of as many windows of as many rows at a time as find room, or of a part of a pixel.
void SumToBytes(const Windows<float>& windows, int64_t channels, const WindowRows& rows, const float* src,
                uint8_t* dst) {
  alignas(16) float floats[kPieceDistance];
  const int64_t together = std::max<int64_t>(kPiece / channels, 1);
  for (int64_t t = 0; t < windows.count; t += together) {
    const Windows<float> part = windows.Part(t, std::min(t + together, windows.count));
    const int64_t width = part.count * channels;
    int64_t some = std::max<int64_t>(kPiece / width, 1);
    for (int64_t row = 0; row < rows.count; row += some) {
      some = std::min(some, rows.count - row);
      const float* const from = src + row * rows.source_step;
      uint8_t* const to = dst + row * rows.dst_step + t * channels;
      if (width <= kPiece) {
        SumFloats(part, channels, {some, rows.source_step, width}, from, floats);
        for (int64_t i = 0; i < some; ++i) WriteRow(floats + i * width, width, to + i * rows.dst_step);
        continue;
      }
      for (int64_t c = 0; c < channels; c += kPiece) {
        const int64_t count = std::min<int64_t>(channels - c, kPiece);
        SumByVectors(part, count, channels, {1, 0, 0}, from + c, floats);
        WriteRow(floats, count, to + c);
      }
    }
  }
}

}  // namespace

template <class Source, class Dst>
void SumWindows(const Windows<WeightOf<Source, Dst>>& windows, int64_t channels, const WindowRows& rows,
                const Source* src, Dst* dst) {
  if constexpr (std::is_same_v<Source, int16_t>) {
    SumLineEnds(windows, static_cast<ptrdiff_t>(channels), rows, src, dst);
  } else if constexpr (!std::is_same_v<Source, float>) {
    SumColumns(windows, channels, rows, src, dst);
  } else if constexpr (std::is_same_v<Dst, float>) {
    SumFloats(windows, channels, rows, src, dst);
  } else {
    SumToBytes(windows, channels, rows, src, dst);
  }
}

template void SumWindows(const Windows<float>&, int64_t, const WindowRows&, const float*, float*);
template void SumWindows(const Windows<double>&, int64_t, const WindowRows&, const double*, double*);
template void SumWindows(const Windows<uint16_t>&, int64_t, const WindowRows&, const uint8_t*, uint16_t*);
template void SumWindows(const Windows<float>&, int64_t, const WindowRows&, const float*, uint8_t*);
template void SumWindows(const Windows<int16_t>&, int64_t, const WindowRows&, const uint8_t*, float*);
template void SumWindows(const Windows<uint16_t>&, int64_t, const WindowRows&, const uint16_t*, uint8_t*);
template void SumWindows(const Windows<int16_t>&, int64_t, const WindowRows&, const uint8_t*, int16_t*);
template void SumWindows(const Windows<int16_t>&, int64_t, const WindowRows&, const int16_t*, uint8_t*);

}  // namespace upsampling2d
