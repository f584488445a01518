// The exports of upsampling2d/tfjs, and nothing else.
export {
  type LayerOf,
  type Registered,
  type RegisterOptions,
  register,
  type UpSampling1DArgs,
  type UpSampling2DArgs,
  type UpSampling3DArgs,
  unregister,
} from './register.js';
export type { TensorFlow } from './tensorflow.js';
