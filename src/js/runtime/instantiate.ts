// An instance of the compiled module behind Emscripten's glue, for the calling thread and for workers.
import glue from '#glue';
import type { ModuleFactory, NativeModule } from './module.js';

/** Rejects with the engine's error. */
export function instantiate(module: WebAssembly.Module): Promise<NativeModule> {
  return new Promise((resolve, reject) => {
    // If this step fails, the factory's own promise never settles. The promise around it does.
    const instantiateWasm = (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => {
      WebAssembly.instantiate(module, imports).then(receive).catch(reject);
      return {};
    };
    (glue as ModuleFactory)({ instantiateWasm }).then(resolve, reject);
  });
}
