// The form of every error about an argument, and a check that the next call works.
import { UpSampling2D } from 'upsampling2d';

export const SHAPE = /^Expected .+ for .+ but received .* of type \S+/s;

export function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

// `classes` is an error class or several; `mention` a pattern (or several) that the message must match.
export function expectArgumentError(call, classes, mention = []) {
  const thrown = thrownBy(call);
  expect([classes].flat().map(({ name }) => name)).toContain(thrown.name);
  expect(thrown.message).toMatch(SHAPE);
  for (const pattern of [mention].flat()) expect(thrown.message).toMatch(pattern);
  return thrown;
}

// A good call of a fresh layer gives the right numbers, whatever happened before it.
export function expectStillWorks() {
  const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'bilinear' });
  const { data, shape, dtype } = layer.apply({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2, 1] });
  expect(shape).toEqual([1, 4, 4, 1]);
  expect(dtype).toBe('float32');
  expect(Array.from(data)).toEqual([1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4]);
  layer.dispose();
}
