// What one pass over an axis does, for one pair of element types, behind untyped pointers: the kernels above it are
// written once. Either axis can be filtered by either pass.
#ifndef UPSAMPLING2D_KERNELS_PASS_H_
#define UPSAMPLING2D_KERNELS_PASS_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "kernels/filter_cols.h"

namespace upsampling2d {

struct UntypedTaps {
  const void* weights;
  int count;
  bool normalised;
};

struct UntypedWindows {
  const Window* windows;
  int64_t count;
  const void* weights;
  bool normalised;
};

struct Pass {
  int source_bytes;
  int dst_bytes;
  int weight_bytes;
  // See FilterColumns, FilterWindows and FilterPairs. The latter two are for the horizontal pass, and nullptr where
  // there is none between such types.
  void (*columns)(const void* const* rows, const UntypedTaps& taps, const Runs& runs, void* dst);
  void (*windows)(const UntypedWindows& windows, int64_t channels, const void* src, void* dst);
  bool (*pairs)(const void* src, int64_t channels, const UntypedTaps* phases, const Runs& runs, void* first,
                void* second);
  // The weights of an axis times 2^shift.
  void (*make_weights)(const AxisPlan& axis, int shift, void* dst);
};

// From and to the types of FilterColumns.
template <class Source, class Dst>
extern const Pass kPass;

extern template const Pass kPass<float, float>;
extern template const Pass kPass<double, double>;
extern template const Pass kPass<uint8_t, uint16_t>;
extern template const Pass kPass<uint16_t, uint8_t>;
extern template const Pass kPass<uint8_t, float>;
extern template const Pass kPass<float, uint8_t>;

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_PASS_H_
