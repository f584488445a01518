// The one form in which both layouts are computed: planes x rows x (cols x channels).
// channels_last [N, H, W, C] has N planes of C channels, channels_first [N, C, H, W] has N·C planes of one channel.
#ifndef UPSAMPLING2D_CORE_SHAPE_H_
#define UPSAMPLING2D_CORE_SHAPE_H_

#include <array>
#include <cstdint>

namespace upsampling2d {

struct Shape {
  int64_t planes;
  int64_t rows;
  int64_t cols;
  int64_t channels;

  int64_t RowElements() const { return cols * channels; }
  int64_t PlaneElements() const { return rows * RowElements(); }
  int64_t Elements() const { return planes * PlaneElements(); }
};

inline Shape ShapeOf(const std::array<int64_t, 4>& dims, bool channels_first) {
  if (channels_first) return {dims[0] * dims[1], dims[2], dims[3], 1};
  return {dims[0], dims[1], dims[2], dims[3]};
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_SHAPE_H_
