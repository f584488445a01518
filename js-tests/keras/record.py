"""Records what real Keras computes, for compare.js. `npm run keras` runs it in its own environments.

    python record.py BACKEND FILE.json.gz [--seed N] [--full]

BACKEND is tf-keras, tf-ops, tensorflow, jax, numpy or torch. A seed makes the same file again. The format:

- A file is gzipped JSON: {format, backend, keras, versions, seed, cases}. `keras` is the BACKEND above, `backend` the
  one whose numbers they are: tensorflow, jax, numpy or torch.
- A case has the layer's arguments (interpolation, size, data_format, policy: its dtype) or those of an op of TensorFlow
  (coordinates), the input's dtype, shape and x, and the output's dtype_y, shape_y and y; or `error`, when Keras
  refused. Gradients: g came in at the output, dx out at the input; or dx_error. In a model: `model`, and `config`, the
  layer's entry in the model's JSON. `group` says why the case is there.
- x and g are {crc, seed, scale}: noise that `noise` in cases.py and `noiseOf` in compare.js make; or {crc, data}.
- y and dx are {crc, step, data}: every step-th element from the first one on. With --full the step is 1 always, else
  it grows with the array. It has no factor in common with the array's length, so that it meets every phase.
- data is base64 of little-endian elements in C order, float16 as its bits. crc is the CRC-32 of all elements (not of
  those in data alone), with every NaN as the positive quiet one without payload: where no bit may differ, one number
  checks them all.
"""

import argparse
import base64
import gzip
import json
import math
import platform
import zlib

import numpy as np

import backends
import cases

# How many elements of an array are kept, by their width in bytes: the smaller, the more.
KEPT = {1: 4000, 2: 400, 4: 200, 8: 120}
KEPT_GRADIENT = 100


def plain(array):
    """The array's elements in a row, little-endian, with one kind of NaN."""
    array = np.ascontiguousarray(array)
    if np.issubdtype(array.dtype, np.floating):
        array = np.where(np.isnan(array), np.array(np.nan, array.dtype), array)
    return array.astype(array.dtype.newbyteorder('<'), copy=False).ravel()


def crc(array):
    return f'{zlib.crc32(plain(array).tobytes()):08x}'


def encode(array):
    return base64.b64encode(plain(array).tobytes()).decode()


def sampled(array, kept):
    step = 1
    if kept and array.size > kept:
        step = math.ceil(array.size / kept)
        while math.gcd(step, array.size) > 1:
            step += 1
    return {'crc': crc(array), 'step': step, 'data': encode(plain(array)[::step])}


def given(spec, dtype, shape):
    """An input as an array, and as the file has it."""
    if isinstance(spec, np.ndarray):
        return spec, {'crc': crc(spec), 'data': encode(spec)}
    x = cases.noise(spec, dtype, shape)
    return x, {'crc': crc(x), **spec}


def record(backend, case, full):
    x, case['x'] = given(case['x'], case['dtype'], case['shape'])
    try:
        y = backend.forward(case, x)
    except Exception as error:
        case.pop('g', None)
        return {**case, 'error': backends.message(error)}
    case.update(dtype_y=str(y.dtype), shape_y=list(y.shape), y=sampled(y, 0 if full else KEPT[y.dtype.itemsize]))
    if 'g' in case and hasattr(backend, 'gradient'):
        g, case['g'] = given(case['g'], str(y.dtype), y.shape)
        try:
            case['dx'] = sampled(backend.gradient(case, x, g), 0 if full else KEPT_GRADIENT)
        except Exception as error:
            del case['g']
            case['dx_error'] = backends.message(error)
    else:
        case.pop('g', None)
    return case


def record_model(backend, case, full):
    for entry, x, y in backend.model(case['model'], case['interpolation'], case['seed']):
        config = entry['config']
        yield {
            **case,
            'size': list(config['size']),
            'data_format': config['data_format'],
            'policy': 'float32',
            'config': entry,
            'dtype': str(x.dtype),
            'shape': list(x.shape),
            'x': {'crc': crc(x), 'data': encode(x)},
            'dtype_y': str(y.dtype),
            'shape_y': list(y.shape),
            'y': sampled(y, 0 if full else KEPT[4]),
        }


def record_all(name, seed, full):
    backend = backends.load(name)
    if name == 'tf-ops':
        todo, recorded = cases.op_cases(seed), []
    else:
        works, recorded = backend.interpolations()
        todo = cases.layer_cases(seed, works, works if 'tensorflow' in backend.versions else ['nearest'])
    for case in todo:
        if 'model' in case:
            recorded.extend(record_model(backend, case, full))
        else:
            recorded.append(record(backend, case, full))
    return {
        'format': 1,
        'backend': 'tensorflow' if 'tensorflow' in backend.versions else name,
        'keras': name,
        'versions': {**backend.versions, 'python': platform.python_version(), 'machine': platform.machine()},
        'seed': seed,
        'cases': recorded,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('backend')
    parser.add_argument('file')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--full', action='store_true')
    options = parser.parse_args()
    result = record_all(options.backend, options.seed, options.full)
    text = json.dumps(result, separators=(',', ':')).encode()
    with open(options.file, 'wb') as file:
        # No time stamp: the same recording is the same file.
        file.write(gzip.compress(text, compresslevel=9, mtime=0))
    refused = sum('error' in case for case in result['cases'])
    print(f'{options.backend}: {len(result["cases"])} cases, {refused} of them refused')


if __name__ == '__main__':
    main()
