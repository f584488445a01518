// What a layer computes, and the package's own layers that compute it on processors.
import type { Coordinates, DataFormat, Interpolation } from '../index.js';
import { UpSampling2D } from '../index.js';
import { Recent } from './recent.js';

/** What is computed. Attributes of the private kernels, so plain data. @internal */
export interface Settings {
  readonly size: readonly [number, number];
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;
  readonly coordinates: Coordinates;
}

const LAYERS_KEPT = 32;

/** Layers are named, so that the package's counter of default names stays where programs expect it. @internal */
export const NAME = 'tfjs';

/** Checks options as the package's layer does, and fills in its defaults. @internal */
export function checkedSettings(options: object): Settings {
  const layer = new UpSampling2D({ dataFormat: 'channels_last', ...options, name: NAME });
  const { size, dataFormat, interpolation, coordinates } = layer;
  layer.dispose();
  return { size, dataFormat, interpolation, coordinates };
}

const layers = new Recent<UpSampling2D>(LAYERS_KEPT, (layer) => layer.dispose());

/**
 * A layer for settings and a shape. One for each shape: a layer keeps few plans, and a decoder has many resolutions.
 * @internal
 */
export function layerFor(settings: Settings, shape: readonly number[]): UpSampling2D {
  const { size, dataFormat, interpolation, coordinates } = settings;
  const key = `${interpolation},${coordinates},${dataFormat},${size},${shape}`;
  return layers.get(key, () => new UpSampling2D({ ...settings, name: NAME }));
}

/** The shape that an enlarged tensor, or the gradient of an input, has. @internal */
export function resultShape({ size, dataFormat }: Settings, shape: readonly number[], gradient: boolean): number[] {
  const first = dataFormat === 'channels_first' ? 2 : 1;
  return shape.map((side, axis) => {
    const factor = size[axis - first] ?? 1;
    return gradient ? side / factor : side * factor;
  });
}
