// The kernels of one pair of element types behind untyped pointers, so that what is above them is written once. Either
// axis can be filtered by them.
#ifndef UPSAMPLING2D_KERNELS_ROW_KERNELS_H_
#define UPSAMPLING2D_KERNELS_ROW_KERNELS_H_

#include <cstdint>

#include "core/axis_rule.h"
#include "kernels/sum_rows.h"
#include "kernels/sum_windows.h"

namespace upsampling2d {

struct UntypedTaps {
  const void* weights;
  int count;
  Summing summing;
};

// See Windows.
struct UntypedWindows {
  const Window* windows;
  int64_t count;
  const void* weights;
  Summing summing;
  int64_t first_pixel;
  int64_t end_pixel;
  int64_t most_taps;
  int64_t disorder;
};

struct RowKernels {
  int source_bytes;
  int dst_bytes;
  int weight_bytes;
  // See SumRows, SumTwoRows, SumWindows and SumTwoPhases. There may be no two rows and no two phases, and from lines
  // there are two phases and windows alone.
  void (*sum_rows)(const uint8_t* const* rows, const UntypedTaps& taps, const Runs& runs, void* dst);
  void (*sum_two_rows)(const uint8_t* const* rows, const void* const (&weights)[2], int64_t length, void* first,
                       void* second);
  void (*sum_windows)(const UntypedWindows& windows, int64_t channels, const WindowRows& rows, const void* src,
                      void* dst);
  bool (*has_two_phases)(const UntypedTaps (&phases)[2], int64_t channels, bool interleaved);
  void (*sum_two_phases)(const void* src, int64_t channels, const UntypedTaps (&phases)[2], const Runs& runs,
                         void* first, void* second);
  // The weights of these windows times 2^shift, at the same indices.
  void (*make_weights)(const Window* windows, int64_t count, const double* exact, int shift, void* dst);
};

// From and to the types of SumRows.
template <class Source, class Dst>
extern const RowKernels kRowKernels;

extern template const RowKernels kRowKernels<float, float>;
extern template const RowKernels kRowKernels<double, double>;
extern template const RowKernels kRowKernels<uint8_t, uint16_t>;
extern template const RowKernels kRowKernels<uint16_t, uint8_t>;
extern template const RowKernels kRowKernels<uint8_t, float>;
extern template const RowKernels kRowKernels<float, uint8_t>;
extern template const RowKernels kRowKernels<uint8_t, int16_t>;
extern template const RowKernels kRowKernels<int16_t, uint8_t>;

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_ROW_KERNELS_H_
