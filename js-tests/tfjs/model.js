// A model of fixtures/, in Node and in pages: record.py says what is in a file.

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
const floats = (base64) => new Float32Array(bytes(base64));

const handlerOf = ({ weightData, ...model }) => ({ load: async () => ({ ...model, weightData: bytes(weightData) }) });

/** A model from the text of its file: kinds ('layers', 'graph'), load(tf, kind), x, xShape, ys and yShapes. */
export function parseModel(text) {
  const { x, ys, ...model } = JSON.parse(text);
  return {
    ...model,
    x: floats(x),
    ys: ys.map(floats),
    kinds: ['layers', 'graph'].filter((kind) => model[kind]),
    load(tf, kind) {
      // Loading changes the topology. Not structuredClone, whose objects are of another realm in Jest.
      const handler = handlerOf(JSON.parse(JSON.stringify(model[kind])));
      return kind === 'layers' ? tf.loadLayersModel(handler) : tf.loadGraphModel(handler);
    },
  };
}

/** What a loaded model predicts: tensors, in the order of ys. */
export function predict(tf, model, loaded) {
  return tf.tidy(() => [loaded.predict(tf.tensor(model.x, model.xShape))].flat());
}

/** Resolves with the largest difference between what a loaded model predicts and what Keras predicted. */
export async function errorOf(tf, model, loaded) {
  let worst = 0;
  for (const [i, y] of predict(tf, model, loaded).entries()) {
    if (String(y.shape) !== String(model.yShapes[i])) throw new Error(`the shape is ${y.shape}`);
    const data = await y.data();
    worst = model.ys[i].reduce((most, value, at) => Math.max(most, Math.abs(value - data[at])), worst);
    y.dispose();
  }
  return worst;
}
