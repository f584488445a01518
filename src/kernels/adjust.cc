#include "kernels/adjust.h"

namespace upsampling2d {
namespace {

template <class T, T kNegativeZero>
void DropSigns(int64_t count, void* row) {
  T* const bits = static_cast<T*>(row);
  for (int64_t i = 0; i < count; ++i) bits[i] = bits[i] == kNegativeZero ? 0 : bits[i];
}

}  // namespace

void MultiplyRow(float factor, int64_t count, float* row) {
  for (int64_t i = 0; i < count; ++i) row[i] *= factor;
}

void DropSignsOfZeros(Dtype dtype, int64_t count, void* row) {
  if (dtype == Dtype::k_float32) DropSigns<uint32_t, 0x80000000>(count, row);
  if (dtype == Dtype::k_float16) DropSigns<uint16_t, 0x8000>(count, row);
}

}  // namespace upsampling2d
