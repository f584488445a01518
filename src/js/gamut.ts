// Whether pixels of Display P3 have colours that sRGB lacks.

// From light in Display P3 to light in sRGB.
const RED = [1.22494, -0.22494, 0] as const;
const GREEN = [-0.04206, 1.04206, 0] as const;
const BLUE = [-0.01964, -0.07864, 1.09827] as const;
// What rounding a colour to eight bits can add to its light.
const SLACK = 0.008;

const LIGHT = Float32Array.from({ length: 256 }, (_, i) => {
  const value = i / 255;
  return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92;
});

const isOutside = (light: number) => light < -SLACK || light > 1 + SLACK;

/** Whether one of the RGBA pixels is outside sRGB. */
export function isWide(pixels: Uint8ClampedArray): boolean {
  for (let i = 0; i < pixels.length; i += 4) {
    // Colours of nearly transparent pixels are rounded too much.
    if ((pixels[i + 3] as number) < 128) continue;
    const r = LIGHT[pixels[i] as number] as number;
    const g = LIGHT[pixels[i + 1] as number] as number;
    const b = LIGHT[pixels[i + 2] as number] as number;
    if (
      isOutside(RED[0] * r + RED[1] * g) ||
      isOutside(GREEN[0] * r + GREEN[1] * g) ||
      isOutside(BLUE[0] * r + BLUE[1] * g + BLUE[2] * b)
    ) {
      return true;
    }
  }
  return false;
}
