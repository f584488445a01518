#include "kernels/step_weights.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "kernels/rows.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Rows of weights take no more memory than this.
constexpr int64_t kMostElements = int64_t{4} << 20;

using Way = StepWeights::Way;

int64_t RowsOf(const StepWeights::Phase& phase) {
  switch (phase.way) {
    case Way::kSum:
      return phase.taps;
    case Way::kShifted:
      return phase.taps + 1;
    case Way::kBlend:
      return 1;
    case Way::kPicked:
      return 4;
  }
  return 0;
}

v128_t Pick(v128_t mask, v128_t yes, v128_t no) { return wasm_v128_bitselect(yes, no, mask); }

// Calls sum(i) for every fourth element i of a row, which returns the vector there, and writes the vectors to dst.
template <class Sum>
void WriteVectors(ptrdiff_t count, float* dst, const Sum& sum) {
  ForBlocks(count, dst, [&](ptrdiff_t i, float* to) {
    for (int v = 0; v < 16; v += 4) Store(to + v, sum(i + v));
  });
}

template <bool kShifts>
void SumTapsOf(int taps, const float* src, ptrdiff_t channels, const float* rows, ptrdiff_t length, ptrdiff_t count,
               float* dst) {
  const float* const masks = rows + taps * length;
  ForBlocks(count, dst, [&](ptrdiff_t i, float* to) {
    v128_t acc[4];
    const float* from = src + i;
    const float* weights = rows + i;
    const auto product = [&](int v) {
      v128_t x = Load(from + v);
      if (kShifts) x = Pick(Load(masks + i + v), Load(from + channels + v), x);
      return wasm_f32x4_mul(x, Load(weights + v));
    };
    for (int v = 0; v < 4; ++v) acc[v] = product(4 * v);
    for (int k = 1; k < taps; ++k) {
      from += channels;
      weights += length;
      for (int v = 0; v < 4; ++v) acc[v] = wasm_f32x4_add(acc[v], product(4 * v));
    }
    for (int v = 0; v < 4; ++v) Store(to + 4 * v, acc[v]);
  });
}

v128_t Blend(v128_t a, v128_t b, v128_t weight) {
  return wasm_f32x4_add(a, wasm_f32x4_mul(wasm_f32x4_sub(b, a), weight));
}

}  // namespace

Status StepWeights::Make(const AxisPlan& axis, const float* weights, Summing summing, int64_t channels) {
  begin_ = end_ = 0;
  channels_ = channels;
  if (phases_.Allocate(axis.phases()) != Status::kOk) return Status::kOutOfMemory;
  // So many steps from both ends no window is cut off.
  const int64_t margin = axis.max_taps() + 2;
  if (axis.source() <= 2 * margin) return Status::kOk;
  begin_ = margin;
  end_ = axis.source() - margin;
  int64_t rows = 0;
  int64_t before = 0;
  int64_t behind = 0;
  bool fits = true;
  for (int64_t p = 0; p < axis.phases(); ++p) {
    fits = Measure(axis, p, summing) && fits;
    phases_[p].first_row = rows;
    rows += RowsOf(phases_[p]);
    const int64_t pixels =
        phases_[p].taps + (phases_[p].way == Way::kShifted || phases_[p].way == Way::kPicked ? 1 : 0);
    before = std::max(before, -phases_[p].start);
    behind = std::max(behind, phases_[p].start + pixels);
  }
  begin_ = std::min(before, margin);
  end_ = std::max(axis.source() - behind + 1, end_);
  row_length_ = (end_ - begin_) * channels + kSlack;
  if (!fits || rows * row_length_ > kMostElements) {
    begin_ = end_ = 0;
    return Status::kOk;
  }
  if (rows_.Allocate(rows * row_length_) != Status::kOk) return Status::kOutOfMemory;
  std::memset(rows_.data(), 0, static_cast<size_t>(rows * row_length_) * sizeof(float));
  for (int64_t p = 0; p < axis.phases(); ++p) Fill(axis, p, weights);
  return Status::kOk;
}

// Finds where the windows of a phase begin and end. False: too far apart.
bool StepWeights::Measure(const AxisPlan& axis, int64_t p, Summing summing) {
  int64_t first = INT64_MAX;
  int64_t last = INT64_MIN;
  int64_t end = INT64_MIN;
  int least = kMostTaps;
  int most = 0;
  for (int64_t step = begin_; step < end_; ++step) {
    const Window window = axis.At(step * axis.phases() + p);
    first = std::min(first, window.start - step);
    last = std::max(last, window.start - step);
    end = std::max(end, window.end() - step);
    least = std::min(least, window.count);
    most = std::max(most, window.count);
  }
  Phase& phase = phases_[p];
  phase.start = first;
  phase.taps = most;
  if (Blends(summing)) {
    phase.way = first == last && least == 2 ? Way::kBlend : Way::kPicked;
    phase.taps = 2;
    return last - first <= 1;
  }
  if (axis.pads()) {
    phase.way = Way::kSum;
    phase.taps = static_cast<int32_t>(end - first);
    return phase.taps <= kMostTaps;
  }
  phase.way = first == last ? Way::kSum : Way::kShifted;
  return last - first <= 1 && least == most;
}

void StepWeights::Fill(const AxisPlan& axis, int64_t p, const float* weights) {
  const Phase& phase = phases_[p];
  const auto set = [&](int64_t row, int64_t step, float value) {
    std::fill_n(Row(phase.first_row + row) + (step - begin_) * channels_, channels_, value);
  };
  const auto mask = [&](int64_t row, int64_t step, bool yes) {
    std::memset(Row(phase.first_row + row) + (step - begin_) * channels_, yes ? 0xff : 0,
                static_cast<size_t>(channels_) * sizeof(float));
  };
  for (int64_t step = begin_; step < end_; ++step) {
    const Window window = axis.At(step * axis.phases() + p);
    const float* const own = weights + window.weights;
    const int64_t shift = window.start - step - phase.start;
    switch (phase.way) {
      case Way::kSum:
        for (int k = 0; k < window.count; ++k) set(shift + k, step, own[k]);
        break;
      case Way::kShifted:
        for (int k = 0; k < window.count; ++k) set(k, step, own[k]);
        mask(phase.taps, step, shift == 1);
        break;
      case Way::kPicked:
        mask(1, step, shift == 1);
        mask(2, step, shift + window.count > 1);
        mask(3, step, shift + window.count > 2);
        [[fallthrough]];
      case Way::kBlend:
        set(0, step, window.count == 2 ? own[1] : 0);
        break;
    }
  }
}

void StepWeights::Sum(int p, int64_t step, int64_t steps, const float* src, float* dst) const {
  const Phase& phase = phases_[p];
  const ptrdiff_t channels = static_cast<ptrdiff_t>(channels_);
  const ptrdiff_t count = static_cast<ptrdiff_t>(steps * channels_);
  const ptrdiff_t length = static_cast<ptrdiff_t>(row_length_);
  const float* const rows = rows_.data() + phase.first_row * row_length_ + (step - begin_) * channels_;
  src += (step + phase.start) * channels_;
  switch (phase.way) {
    case Way::kSum:
      return SumTapsOf<false>(phase.taps, src, channels, rows, length, count, dst);
    case Way::kShifted:
      return SumTapsOf<true>(phase.taps, src, channels, rows, length, count, dst);
    case Way::kBlend:
      return WriteVectors(count, dst,
                          [&](ptrdiff_t i) { return Blend(Load(src + i), Load(src + channels + i), Load(rows + i)); });
    case Way::kPicked:
      return WriteVectors(count, dst, [&](ptrdiff_t i) {
        const v128_t x[] = {Load(src + i), Load(src + channels + i), Load(src + 2 * channels + i)};
        const v128_t a = Pick(Load(rows + length + i), x[1], x[0]);
        const v128_t b = Pick(Load(rows + 3 * length + i), x[2], Pick(Load(rows + 2 * length + i), x[1], x[0]));
        return Blend(a, b, Load(rows + i));
      });
  }
}

}  // namespace upsampling2d
