"""Makes models with tf-keras, takes their .h5 files through the real tensorflowjs_converter, and records what Keras predicts.

    python record.py FOLDER [--seed N]

The tests read the result from js-tests/tfjs/fixtures and need no Python. `node src/tools/tfjs-models.mjs` sets up an environment
in build/keras/tfjs and runs this. A file is gzipped JSON: x and xShape, the input; ys and yShapes, what Keras predicted; layers
and graph, the converted models, as the converter's model.json with weightSpecs and weightData (base64) in the place of its
manifest. Numbers are base64 of little-endian float32.
"""

import argparse
import base64
import gzip
import json
import pathlib
import sys
import tempfile
import types

import numpy as np

# The converter imports these for inputs that are not used here.
for name in ('tensorflow_decision_forests', 'jax', 'jax.experimental', 'jax.experimental.jax2tf', 'tensorflow_hub'):
    sys.modules[name] = types.ModuleType(name)

import tf_keras
from tf_keras import layers


def photo():
    """Three interpolations, two of which have different factors for rows and columns."""
    x = inputs = layers.Input((7, 5, 3))
    x = layers.Conv2D(6, 3, padding='same', activation='relu')(x)
    x = layers.UpSampling2D((3, 2), interpolation='bicubic')(x)
    x = layers.Conv2D(4, 3, padding='same', activation='tanh')(x)
    x = layers.UpSampling2D(2, interpolation='lanczos5')(x)
    x = layers.UpSampling2D((1, 3), interpolation='bilinear')(x)
    x = layers.Conv2D(3, 1, activation='sigmoid')(x)
    return tf_keras.Model(inputs, x)


def sequence():
    """UpSampling1D, with its default size and another."""
    return tf_keras.Sequential([
        layers.Input((11, 4)),
        layers.UpSampling1D(),
        layers.Conv1D(5, 3, padding='same', activation='tanh'),
        layers.UpSampling1D(size=3),
        layers.Conv1D(2, 3, padding='same'),
    ])


def volume():
    """UpSampling3D, with one factor and with three."""
    return tf_keras.Sequential([
        layers.Input((3, 4, 5, 2)),
        layers.UpSampling3D(2),
        layers.Conv3D(3, 3, padding='same', activation='tanh'),
        layers.UpSampling3D((1, 2, 3)),
    ])


MODELS = {'h5_photo': photo, 'h5_sequence': sequence, 'h5_volume': volume}


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array, '<f4').tobytes()).decode()


def packed(folder):
    model = json.loads((folder / 'model.json').read_text())
    manifest = model.pop('weightsManifest')
    shards = [(folder / path).read_bytes() for group in manifest for path in group['paths']]
    specs = [spec for group in manifest for spec in group['weights']]
    return {**model, 'weightSpecs': specs, 'weightData': base64.b64encode(b''.join(shards)).decode()}


def converted(file, output_format):
    from tensorflowjs.converters import converter

    with tempfile.TemporaryDirectory() as folder:
        converter.convert([
            '--input_format=keras', f'--output_format={output_format}', '--skip_op_check', str(file), folder,
        ])
        return packed(pathlib.Path(folder))


def record(model, random):
    x = random.standard_normal((2, *model.input_shape[1:]), np.float32)
    y = model.predict(x, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / 'model.h5'
        model.save(file)
        return {
            'x': encode(x), 'xShape': x.shape, 'ys': [encode(y)], 'yShapes': [y.shape],
            'layers': converted(file, 'tfjs_layers_model'),
            'graph': converted(file, 'tfjs_graph_model'),
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder')
    parser.add_argument('--seed', type=int, default=11)
    arguments = parser.parse_args()
    tf_keras.utils.set_random_seed(arguments.seed)
    random = np.random.default_rng(arguments.seed)
    for name, make in MODELS.items():
        text = json.dumps(record(make(), random)).encode()
        file = pathlib.Path(arguments.folder) / f'{name}.json.gz'
        file.write_bytes(gzip.compress(text, 9, mtime=0))
        print(f'{file}: {file.stat().st_size:,} bytes')


main()
