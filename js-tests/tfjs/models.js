// Models of Keras, as the real converter wrote them, with what Keras predicted: the files of fixtures/. record.py says what is in
// one. The decoders, `unet` and the U-Nets come from tf-keras 2.21 and keras-unet-collection 0.1.13, keras3_* from Keras 3.15 by
// model.export(), h5_* from record.py; all with TensorFlow 2.21 and tensorflowjs_converter 4.22.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FOLDER = new URL('fixtures/', import.meta.url);

/** The names of all models. */
export const MODELS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json.gz'))
  .map((name) => name.replace('.json.gz', ''));

function bytes(base64) {
  const buffer = Buffer.from(base64, 'base64');
  return buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length);
}

const floats = (base64) => new Float32Array(bytes(base64));

const handlerOf = ({ weightData, ...model }) => ({ load: async () => ({ ...model, weightData: bytes(weightData) }) });

/** The text of a file: for pages, which get it over the network. */
export const readModel = (name) => gunzipSync(readFileSync(new URL(`${name}.json.gz`, FOLDER))).toString();

/** A model from its text: kinds ('layers', 'graph'), load(tf, kind), x, xShape, ys and yShapes. */
export function parseModel(text) {
  const { x, ys, ...model } = JSON.parse(text);
  return {
    ...model,
    x: floats(x),
    ys: ys.map(floats),
    kinds: ['layers', 'graph'].filter((kind) => model[kind]),
    // `change` is given the converter's JSON before it is loaded.
    load(tf, kind, change = (json) => json) {
      // Not structuredClone, whose objects are of another realm in Jest.
      const handler = handlerOf(change(JSON.parse(JSON.stringify(model[kind]))));
      return kind === 'layers' ? tf.loadLayersModel(handler) : tf.loadGraphModel(handler);
    },
  };
}

/** The largest difference between what a loaded model predicts and what Keras predicted. */
export function errorOf(tf, model, loaded) {
  const x = tf.tensor(model.x, model.xShape);
  const outputs = [loaded.predict(x)].flat();
  const errors = outputs.map((y, i) => {
    if (String(y.shape) !== String(model.yShapes[i])) throw new Error(`the shape is ${y.shape}`);
    const data = y.dataSync();
    return model.ys[i].reduce((worst, value, at) => Math.max(worst, Math.abs(value - data[at])), 0);
  });
  tf.dispose([x, outputs]);
  return Math.max(...errors);
}
