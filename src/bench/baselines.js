// Lower bounds for every computation: memory.fill and memory.copy of the output inside a module's memory, and the copy of
// the output to a typed array.

// (module (memory (export "memory") 1)
//   (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
//   (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2))))
const MODULE = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 7, 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0],
  ...[3, 3, 2, 0, 0],
  ...[5, 3, 1, 0, 1],
  ...[7, 24, 3, 6, ...bytes('memory'), 2, 0, 4, ...bytes('fill'), 0, 0, 4, ...bytes('copy'), 0, 1],
  ...[10, 26, 2],
  ...[11, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 11, 0, 0x0b],
  ...[12, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 10, 0, 0, 0x0b],
);

const PAGE = 65536;

function bytes(text) {
  return [...text].map((letter) => letter.charCodeAt(0));
}

/** `fill` and `copy` inside a memory of twice that many bytes, and `out`, the copy to a typed array. */
export async function makeBaselines(byteLength) {
  const { instance } = await WebAssembly.instantiate(MODULE);
  const { memory, fill, copy } = instance.exports;
  memory.grow(Math.ceil((2 * byteLength) / PAGE));
  const source = new Uint8Array(memory.buffer, 0, byteLength);
  source.fill(1);
  const target = new Uint8Array(byteLength);
  return {
    fill: () => fill(0, 3, byteLength),
    copy: () => copy(byteLength, 0, byteLength),
    out: () => target.set(source),
  };
}
