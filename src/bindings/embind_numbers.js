// Embind's script registers types, checks arguments, converts and overloads. This module's functions take numbers and give one
// or none, so three of its functions are replaced by short ones, and nothing of the rest is linked: 2 KB of the download, and
// a third of the time of a tiny call. Emscripten 3.1.6 knows no arrow functions here.
mergeInto(LibraryManager.library, {
  _embind_register_void__deps: [],
  _embind_register_void: function (rawType, name) {},

  _embind_register_float__deps: [],
  _embind_register_float: function (rawType, name, size) {},

  // The invoker takes the function's address before its arguments.
  _embind_register_function__deps: ['$getWasmTableEntry'],
  _embind_register_function: function (name, argCount, rawArgTypesAddr, signature, rawInvoker, fn) {
    var text = '';
    for (; HEAPU8[name]; ++name) text += String.fromCharCode(HEAPU8[name]);
    Module[text] = getWasmTableEntry(rawInvoker).bind(null, fn);
  },
});
