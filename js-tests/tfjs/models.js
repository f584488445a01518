// Models of Keras, as the real converter wrote them, with what Keras predicted: the files of fixtures/. The decoders, `unet` and the
// U-Nets come from tf-keras 2.21 and keras-unet-collection 0.1.13, keras3_* from Keras 3.15 by model.export(), h5_* from record.py;
// all with TensorFlow 2.21 and tensorflowjs_converter 4.22.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FOLDER = new URL('fixtures/', import.meta.url);

/** The names of all models. */
export const MODELS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json.gz'))
  .map((name) => name.replace('.json.gz', ''));

/** The text of a model's file. */
export const readModel = (name) => gunzipSync(readFileSync(new URL(`${name}.json.gz`, FOLDER))).toString();
