// The one shape every complaint about an argument has, and a check that the call after it works.
import { UpSampling2D } from 'upsampling2d';

export const SHAPE = /^Expected [^]+ for [^]+ but received [^]* of type \S+/;

export function expectArgumentError(call, errorClass, mention) {
  let thrown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) throw new Error('nothing was thrown');
  expect(`${thrown.name}: ${thrown.message}`).toMatch(new RegExp(`^${errorClass.name}: `));
  expect(thrown.message).toMatch(SHAPE);
  if (mention !== undefined) expect(thrown.message).toMatch(mention);
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
