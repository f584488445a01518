// What every environment computes: an example of TensorFlow's own tests, and a picture of black and white, with the package as
// that environment got it. The projects have a copy of this file; numbers.js compares what it returns.
export async function check(api, options) {
  const { init, UpSampling2D, upsampleImageData } = api;
  await init(options);
  const results = {};
  for (const interpolation of ['bilinear', 'nearest', 'lanczos3', 'bicubic']) {
    const layer = new UpSampling2D({ size: 2, interpolation, dataFormat: 'channels_last' });
    const { data } = layer.apply({ data: Float32Array.of(64, 32, 32, 64, 50, 100), shape: [1, 3, 2, 1] });
    results[interpolation] = Array.from(data);
    layer.dispose();
  }
  const picture = { data: Uint8ClampedArray.of(0, 0, 0, 255, 255, 255, 255, 255), width: 2, height: 1 };
  const image = upsampleImageData(picture, { size: [1, 2], interpolation: 'bilinear' });
  results.picture = [image.width, image.height, ...image.data];
  results.workers = await checkWorkers(api).catch(refusedByServiceWorker);
  return JSON.stringify(results);
}

// Whether applyAsync gives what apply does, and describe() tells who computed: workers, or the calling thread with a reason.
async function checkWorkers({ UpSampling2D, describe, closeWorkers }) {
  const layer = new UpSampling2D({ size: 2, interpolation: 'lanczos3', dataFormat: 'channels_last' });
  const tensor = { data: new Uint8Array(600 * 800 * 4).map((_, i) => (i * 31) % 251), shape: [1, 600, 800, 4] };
  const wanted = layer.apply(tensor).data;
  let [state, isRight] = [undefined, true];
  const onProgress = () => {
    if (!state?.busy) state = describe().workers;
  };
  // The calling thread computes until workers have started.
  const end = Date.now() + 25_000;
  do {
    const { data } = await layer.applyAsync(tensor, { onProgress });
    isRight &&= data.every((value, i) => value === wanted[i]);
  } while (state.mode !== 'none' && state.busy === 0 && Date.now() < end);
  await closeWorkers();
  const isTold = state.mode === 'none' ? state.why.length > 0 : state.busy > 0;
  return [Number(isRight), Number(isTold)];
}

// A service worker may not import() what a script loads later: there, and for that reason alone, applyAsync may reject.
function refusedByServiceWorker(error) {
  if (typeof ServiceWorkerGlobalScope === 'undefined' || !/^TypeError: import\(\)/.test(error)) throw error;
  return [1, 1];
}
