// Writes into the module which package it belongs to: a custom section that the loader compares with its own copy before it
// takes a module that somebody else hands over.

const NAME = 'upsampling2d';

// Numbers in WebAssembly files: seven bits a byte, the lowest first.
function leb128(number) {
  const bytes = [];
  for (let rest = number; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

function sized(bytes) {
  return [...leb128(bytes.length), ...bytes];
}

/** A copy of a WebAssembly file with the mark at its end. */
export function withMark(wasm, mark) {
  const content = [...sized(Buffer.from(NAME)), ...Buffer.from(mark)];
  return Buffer.concat([wasm, Buffer.from([0, ...sized(content)])]);
}
