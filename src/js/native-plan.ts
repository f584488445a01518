// Makes the module's plan of a call.
import { type Call, outOfMemory, planArguments } from './call.js';
import type { NativeModule } from './runtime/module.js';
import { NativePlan } from './runtime/native-plan.js';

/** A native plan that belongs to the caller. */
export function makeNativePlan(module: NativeModule, call: Call): NativePlan {
  const address = module.makePlan(...planArguments(call));
  if (address === 0) throw outOfMemory(call);
  return new NativePlan(module, address);
}
