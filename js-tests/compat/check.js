// What every environment computes: an example of TensorFlow's own tests, with the package as that environment got it. The
// projects have a copy of this file; numbers.js compares what it returns.
export async function check({ init, UpSampling2D }, options) {
  await init(options);
  const results = {};
  for (const interpolation of ['bilinear', 'nearest', 'lanczos3', 'bicubic']) {
    const layer = new UpSampling2D({ size: 2, interpolation, dataFormat: 'channels_last' });
    const { data } = layer.apply({ data: Float32Array.of(64, 32, 32, 64, 50, 100), shape: [1, 3, 2, 1] });
    results[interpolation] = Array.from(data);
    layer.dispose();
  }
  return JSON.stringify(results);
}
