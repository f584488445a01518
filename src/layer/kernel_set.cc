#include "layer/kernel_set.h"

#include <cmath>
#include <type_traits>

#include "kernels/convert.h"
#include "kernels/filter_cols.h"
#include "kernels/filter_rows.h"

namespace upsampling2d {
namespace {

template <class Acc>
constexpr Accumulator kAccumulator = std::is_same_v<Acc, float>    ? Accumulator::kFloat
                                     : std::is_same_v<Acc, double> ? Accumulator::kDouble
                                                                   : Accumulator::kWhole;

template <class Acc, class Out>
constexpr bool kWritesInPlace = std::is_same_v<typename Filtered<Acc>::Type, Out>;

template <class In, class Acc>
void ReadRowOf(const void* src, int64_t count, void* dst) {
  ReadRow(static_cast<const In*>(src), count, static_cast<Acc*>(dst));
}

template <class Acc>
void FilterRowOf(const AxisPlan& axis, bool normalised, const void* weights, int64_t channels, const void* src,
                 void* dst) {
  FilterRow(axis, normalised, static_cast<const Acc*>(weights), channels, static_cast<const Acc*>(src),
            static_cast<Acc*>(dst));
}

template <class Acc>
void FilterColumnsOf(const void* const* rows, const void* weights, int taps, bool normalised, int64_t count,
                     void* dst) {
  FilterColumns(reinterpret_cast<const Acc* const*>(rows),
                Taps<Acc>{static_cast<const Acc*>(weights), taps, normalised}, count,
                static_cast<typename Filtered<Acc>::Type*>(dst));
}

template <class Acc, class Out>
void WriteRowOf(const void* src, int64_t count, void* dst) {
  if constexpr (!kWritesInPlace<Acc, Out>) WriteRow(static_cast<const Acc*>(src), count, static_cast<Out*>(dst));
}

template <class Acc>
void MakeWeights(const double* weights, int64_t count, int shift, void* dst) {
  for (int64_t i = 0; i < count; ++i) static_cast<Acc*>(dst)[i] = static_cast<Acc>(std::ldexp(weights[i], shift));
}

template <class In, class Acc, class Out>
constexpr KernelSet Make(Dtype in, Dtype out) {
  return {in,
          out,
          kAccumulator<Acc>,
          sizeof(Acc),
          std::is_same_v<In, Acc>,
          kWritesInPlace<Acc, Out>,
          ReadRowOf<In, Acc>,
          FilterRowOf<Acc>,
          ReadsPastRow<Acc>,
          FilterColumnsOf<Acc>,
          WriteRowOf<Acc, Out>,
          MakeWeights<Acc>};
}

// The storage type as it is read and written; what is only copied never meets a kernel of this list.
constexpr KernelSet kKernelSets[] = {
#define DTYPE(name, storage, accumulator, kind) KERNELS_##kind(name, storage, accumulator)
#define KERNELS_kReal(name, storage, accumulator)                        \
  Make<storage, accumulator, storage>(Dtype::k_##name, Dtype::k_##name), \
      Make<storage, accumulator, float>(Dtype::k_##name, Dtype::k_float32),
#define KERNELS_kInteger(name, storage, accumulator) KERNELS_kReal(name, storage, accumulator)
#define KERNELS_kPixels(name, storage, accumulator) \
  Make<storage, accumulator, storage>(Dtype::k_##name, Dtype::k_##name),
#define KERNELS_kCopyOnly(name, storage, accumulator)
#include "core/dtype_list.inc"
#undef DTYPE
#undef KERNELS_kReal
#undef KERNELS_kInteger
#undef KERNELS_kPixels
#undef KERNELS_kCopyOnly
    Make<uint8_t, uint16_t, uint8_t>(Dtype::k_uint8, Dtype::k_uint8),
    Make<uint8_t, uint16_t, uint8_t>(Dtype::k_uint8clamped, Dtype::k_uint8clamped),
};

}  // namespace

const KernelSet* FindKernels(Dtype in, Dtype out, Accumulator accumulator) {
  for (const KernelSet& set : kKernelSets) {
    if (set.in == in && set.out == out && set.accumulator == accumulator) return &set;
  }
  return nullptr;
}

Accumulator AccumulatorOf(Dtype dtype) {
  constexpr Accumulator kOfDtype[] = {
#define DTYPE(name, storage, accumulator, kind) kAccumulator<accumulator>,
#include "core/dtype_list.inc"
#undef DTYPE
  };
  return kOfDtype[static_cast<int>(dtype)];
}

const char* NameOf(Accumulator accumulator) {
  switch (accumulator) {
    case Accumulator::kFloat:
      return "f32";
    case Accumulator::kDouble:
      return "f64";
    case Accumulator::kWhole:
      return "u16";
  }
  return "";
}

}  // namespace upsampling2d
