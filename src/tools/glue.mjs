// Takes out of Emscripten's glue what this package never uses: it is always given the module (instantiateWasm), so it needs
// no look at document, location or window for its own place, no way to download anything, and no views but that of bytes. It finds
// the module's functions by Embind alone, and calls nobody before and after it starts.

// From the first text up to, and without, the second one. As Emscripten 3.1.6 writes them; where a version writes something
// else, that part stays, and js-tests/package/emscripten.test.js says so.
export const UNUSED = [
  ['var _scriptDir = ', 'return ('],
  ['var moduleOverrides=', 'var arguments_='],
  ['var ENVIRONMENT_IS_WEB=', 'var wasmBinary;'],
  ['if(typeof WebAssembly!="object")', 'var wasmMemory'],
  ['Module["HEAP8"]=', 'Module["HEAPU8"]='],
  ['Module["HEAPU16"]=', '}var wasmTable'],
  ['if(runDependencyWatcher!==null)', 'if(dependenciesFulfilled)'],
  ['Module["preloadedImages"]=', 'function createWasm(){'],
  ['function receiveInstantiationResult(', 'if(Module["instantiateWasm"])'],
  ['var func=callback.func;', '}}var wasmTableMirror'],
  ['preRun();if(', 'function doRun()'],
  ['Module["calledRun"]=', 'initRuntime();'],
  ['postRun()}{doRun()}', '}{doRun()}'],
  ['Module["run"]=', 'run();'],
  ['err("Module.instantiateWasm', 'return false}}instantiateAsync'],
  ['var __ATPRERUN__=', 'var __ATINIT__='],
  ['var __ATPOSTRUN__=', 'var runtimeInitialized'],
  ['function preRun(', 'function initRuntime('],
  ['function postRun(', 'function addOnInit('],
  ['instantiateAsync().catch(', 'return{}}function callRuntimeCallbacks'],
];

// Functions of the module under their names.
const NAMED = /var \w+=Module\["\w+"\]=function\(\)\{.*?\.apply\(null,arguments\)\};/g;

/** The glue without the unused parts. */
export function withoutUnused(glue) {
  return UNUSED.reduce(
    (text, [from, to]) => {
      const begin = text.indexOf(from);
      const end = text.indexOf(to, begin);
      return begin < 0 || end < 0 ? text : text.slice(0, begin) + text.slice(end);
    },
    glue.replace(NAMED, ''),
  );
}
