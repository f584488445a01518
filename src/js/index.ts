/**
 * The package's exports, and nothing else.
 *
 * @module upsampling2d
 */
export {
  BACKENDS,
  type Backend,
  type Coordinates,
  type Interpolation,
  type KerasConfig,
  type OutputDType,
  type UpSampling2DConfig,
} from './config.js';
export { type Description, describe, type KernelEntry } from './describe.js';
export { COORDINATES, INTERPOLATIONS, VERSION as version } from './generated/lists.js';
export { DATA_FORMATS, type DataFormat, imageDataFormat, setImageDataFormat } from './image-data-format.js';
export type { HalfFloatImage, ImageLike, ImageOptions } from './picture.js';
export type { UpSampling2DPlan } from './plan.js';
export type { WorkersState } from './pool/settings.js';
export { type InitOptions, init, type WasmInput } from './runtime/load.js';
export { DTYPES, type DType, type Shape, type Tensor, type TensorData, type TensorResult } from './tensor.js';
export { type AsyncImageOptions, type ImageSource, upsampleImage } from './upsample-image.js';
export { upsampleImageData } from './upsample-image-data.js';
export {
  type ApplyOptions,
  type AsyncOptions,
  type OutputData,
  type StreamedRows,
  type StreamOptions,
  type StreamSource,
  UpSampling2D,
} from './upsampling2d.js';
export { closeWorkers, setWorkers, type WorkersOptions } from './workers.js';
