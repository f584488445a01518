// A whole tensor on the calling thread, in turns with the event loop.
import { BandPlan, copyBandIn, copyBandOut, foundAgain, OUT_COUNT } from './bands.js';
import { type Call, outOfMemory } from './call.js';
import { expected } from './errors.js';
import { makeNativePlan } from './native-layer.js';
import type { NativeModule } from './runtime/module.js';
import type { TensorData } from './tensor.js';
import type { Turns } from './turns.js';
import { byteOffsetOf, isDetached } from './typed-array.js';

/** Computes `source` into `out`. `advance` is called with the elements of every band. */
export async function runInTurns(
  module: NativeModule,
  call: Call,
  source: TensorData,
  out: TensorData,
  turns: Turns,
  advance: (count: number) => void,
): Promise<void> {
  const inOffset = byteOffsetOf(source);
  let was: ArrayBufferLike = module.HEAPU8.buffer;
  let from = source;
  const plan = new BandPlan(module, makeNativePlan(module, call));
  try {
    for (let band = 0; band < plan.count; band++) {
      if (turns.isOver()) await turns.next();
      if (!plan.stage(band, band > 0)) throw outOfMemory(call);
      from = foundAgain(module, was, from, inOffset, call.inArray, call.sourceCount);
      was = module.HEAPU8.buffer;
      if (isDetached(from)) throw new TypeError(expected('an array whose buffer is not detached', call.dataName, from));
      copyBandIn(plan, call, from);
      module.run();
      copyBandOut(plan, call, out);
      advance(plan.staged[OUT_COUNT] as number);
    }
  } finally {
    plan.native.delete();
  }
}
