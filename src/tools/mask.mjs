// node src/tools/mask.mjs, after npm run build: draws docs/unet-mask.png, the classes that a U-Net of Keras gives to the pixels of a
// picture: in TensorFlow.js alone, with upsampling2d/tfjs, and in Keras itself. Pixels of another class than in Keras are white.
import { writeFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { register } from 'upsampling2d/tfjs';
import { main, root } from './run.mjs';

const MODEL = 'att_unet_2d_bilinear';
// Of the classes, and of a pixel that is wrong.
const COLOURS = [
  [38, 70, 83],
  [42, 157, 143],
  [233, 196, 106],
];
const WRONG = [255, 255, 255];
const SAME = 1e-6;
const SCALE = 5;
const GAP = 10;

// The class of each pixel: the largest of its probabilities.
function classesOf(values, count) {
  return Array.from({ length: values.length / count }, (_, pixel) => {
    const one = values.subarray(pixel * count, (pixel + 1) * count);
    return one.indexOf(Math.max(...one));
  });
}

// Which pixels have another class than in Keras. Where two classes are as likely there, either is right.
function wrongIn(mask, values, count) {
  return mask.map((one, pixel) => {
    const keras = values.subarray(pixel * count, (pixel + 1) * count);
    return keras[one] < Math.max(...keras) - SAME;
  });
}

function draw(masks, wrong, height, width) {
  const picture = new PNG({ width: masks.length * (width * SCALE + GAP) - GAP, height: height * SCALE });
  picture.data.fill(0);
  for (const [i, mask] of masks.entries())
    for (let y = 0; y < height * SCALE; y++)
      for (let x = 0; x < width * SCALE; x++) {
        const pixel = Math.floor(y / SCALE) * width + Math.floor(x / SCALE);
        const colour = wrong[i][pixel] ? WRONG : COLOURS[mask[pixel]];
        picture.data.set([...colour, 255], (y * picture.width + i * (width * SCALE + GAP) + x) * 4);
      }
  return PNG.sync.write(picture, { deflateLevel: 9 });
}

await main(async () => {
  const tf = await import('@tensorflow/tfjs');
  const { parseModel, predict } = await import('../../js-tests/tfjs/model.js');
  const { readModel } = await import('../../js-tests/tfjs/models.js');
  const model = parseModel(readModel(MODEL));
  const [[, height, width, count]] = model.yShapes;
  const run = async () => {
    const [y] = predict(tf, model, await model.load(tf, 'layers'));
    return classesOf(y.dataSync(), count);
  };
  await tf.setBackend('cpu');
  const stock = await run();
  await register(tf);
  const ours = await run();
  const [values] = model.ys;
  const masks = [stock, ours, classesOf(values, count)];
  const wrong = masks.map((mask) => wrongIn(mask, values, count));
  writeFileSync(new URL('docs/unet-mask.png', root), draw(masks, wrong, height, width));
  const [alone, adapted] = wrong.map((pixels) => pixels.filter(Boolean).length);
  console.log(`Wrote docs/unet-mask.png: of ${height * width} pixels ${alone} and ${adapted} differ from Keras`);
});
