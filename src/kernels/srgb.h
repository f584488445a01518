// sRGB's transfer function (IEC 61966-2-1) for 8-bit channels, on a linear scale from 0 to 255.
#ifndef UPSAMPLING2D_KERNELS_SRGB_H_
#define UPSAMPLING2D_KERNELS_SRGB_H_

#include <cstdint>

namespace upsampling2d {

// Fills the tables. Must be called once, before anything below is used.
void MakeSrgbTables();

// The linear light of each 8-bit channel, 0 to 255.
extern float linear_of[256];

inline float LinearFromSrgb(uint8_t value) { return linear_of[value]; }

// The 8-bit channel whose light is nearest on sRGB's scale. Light outside 0 to 255, and NaN, are clamped.
uint8_t SrgbFromLinear(float light);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_SRGB_H_
