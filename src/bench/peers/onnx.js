// A model of one Resize node, with the attributes that give Keras' numbers, for onnxruntime in browsers and in Node.
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const ELEMENT_TYPES = { float32: 1, uint8: 2 };

const ATTRIBUTES = {
  nearest: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  bilinear: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
  bicubic: { mode: 'cubic', coordinate_transformation_mode: 'half_pixel', cubic_coeff_a: -0.5, exclude_outside: 1 },
};

export const ONNX_PACKAGES = { 'onnx-proto': '8.0.1' };

function attribute([name, value]) {
  if (typeof value === 'string') return { name, type: STRING, s: new TextEncoder().encode(value) };
  return Number.isInteger(value) ? { name, type: INT, i: value } : { name, type: FLOAT, f: value };
}

function tensorType(name, elemType, shape) {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/**
 * The model for a case with its shapes, or undefined for what Resize cannot do. One channel is the same in both layouts, and
 * the runtime is better at channels_first.
 */
export function resizeModel(onnx, test) {
  const attributes = ATTRIBUTES[test.interpolation];
  if (attributes === undefined) return undefined;
  const first = test.dataFormat === 'channels_first' || test.channels === 1;
  const { batch, channels, rows, cols, size } = test;
  const shapeOf = (r, c) => (first ? [batch, channels, r, c] : [batch, r, c, channels]);
  const shape = shapeOf(rows, cols);
  const outShape = shapeOf(rows * size, cols * size);
  const elemType = ELEMENT_TYPES[test.dtype];
  const scales = first ? [1, 1, size, size] : [1, size, size, 1];
  const model = onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 18 }],
    graph: {
      name: 'upsampling',
      node: [
        {
          name: 'resize',
          opType: 'Resize',
          input: ['x', '', 'scales'],
          output: ['y'],
          attribute: Object.entries(attributes).map(attribute),
        },
      ],
      initializer: [{ name: 'scales', dataType: FLOAT, dims: [4], floatData: scales }],
      input: [tensorType('x', elemType, shape)],
      output: [tensorType('y', elemType, outShape)],
    },
  });
  return { bytes: onnx.ModelProto.encode(model).finish(), shape, outShape, how: `Resize, ${attributes.mode}` };
}
