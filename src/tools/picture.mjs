// node src/tools/picture.mjs, after npm run build: makes the README's picture, docs/chelsea.png. It shows a piece of a photograph
// enlarged by the package itself, nearest on the left and lanczos3 on the right.
import { readFileSync, writeFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { init, upsampleImageData } from 'upsampling2d';
import { main, root } from './run.mjs';

const CROP = { left: 122, top: 80, width: 84, height: 70 };
const SIZE = 4;
const GAP = 8;

function crop(photograph, { left, top, width, height }) {
  const piece = new PNG({ width, height });
  PNG.bitblt(photograph, piece, left, top, width, height, 0, 0);
  return { data: new Uint8ClampedArray(piece.data), width, height };
}

await main(async () => {
  await init();
  const photograph = PNG.sync.read(readFileSync(new URL('web/public/photos/chelsea.png', root)));
  const small = crop(photograph, CROP);
  const halves = ['nearest', 'lanczos3'].map((interpolation) =>
    upsampleImageData(small, { size: SIZE, interpolation }),
  );
  const [{ width, height }] = halves;
  const both = new PNG({ width: 2 * width + GAP, height });
  for (const [i, { data }] of halves.entries()) {
    const half = new PNG({ width, height });
    half.data = Buffer.from(data.buffer);
    PNG.bitblt(half, both, 0, 0, width, height, i * (width + GAP), 0);
  }
  const file = new URL('docs/chelsea.png', root);
  writeFileSync(file, PNG.sync.write(both, { colorType: 2, deflateLevel: 9 }));
  console.log(`Wrote docs/chelsea.png: ${both.width} x ${both.height} pixels`);
});
