// The layer on tensors of any backend, differentiable to any order: it is linear, so that forward and gradient are each other's
// derivative.
import { compose } from './composed.js';
import { FORWARD, GRADIENT } from './kernels.js';
import type { Settings } from './settings.js';
import { engineOf, type TensorFlow, type TensorInfo } from './tensorflow.js';

/** @internal */
export type Upsample = (x: TensorInfo, settings: Settings) => TensorInfo;

/** @internal */
export function makeUpsample(tf: TensorFlow): Upsample {
  const engine = engineOf(tf);
  // The kernel is looked up in every call: the backend may change, and `unregister` may have taken it away.
  const compute = (x: TensorInfo, settings: Settings, gradient: boolean) => {
    const kernel = gradient ? GRADIENT : FORWARD;
    if (x.dtype === 'float32' && tf.getKernel(kernel, engine.backendName)) {
      return engine.runKernel(kernel, { x }, { ...settings });
    }
    return compose(engine, x, settings, gradient);
  };
  const upsample = (x: TensorInfo, settings: Settings, gradient: boolean): TensorInfo =>
    engine.customGrad((input) => ({
      value: compute(input, settings, gradient),
      gradFunc: (dy) => upsample(dy, settings, !gradient),
    }))(x);
  return (x, settings) => upsample(x, settings, false);
}
