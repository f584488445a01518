"""The real thing, backend by backend: the layer, its gradient, and small models with the layer inside.

Nothing is compiled by XLA where it can be avoided (`jit_compile`): its bilinear has other positions.
"""

import json
import os

import numpy as np

INTERPOLATIONS = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic', 'area']


class KerasLayers:
    """UpSampling2D of one Keras. `keras` is the module; subclasses know the framework's gradients and arrays."""

    def __init__(self, keras, versions):
        self.keras = keras
        self.versions = {**versions, 'numpy': np.__version__}

    def tensor(self, x):
        return x

    def array(self, y):
        return np.asarray(y)

    def layer(self, case):
        return self.keras.layers.UpSampling2D(
            size=tuple(case['size']),
            interpolation=case['interpolation'],
            data_format=case['data_format'],
            dtype=case['policy'],
        )

    def forward(self, case, x):
        return self.array(self.layer(case)(self.tensor(x)))

    def interpolations(self):
        """The interpolations that work, and the messages about the others."""
        works, refused = [], []
        for interpolation in INTERPOLATIONS:
            case = {'size': [2, 2], 'interpolation': interpolation, 'data_format': 'channels_last', 'policy': 'float32'}
            try:
                self.forward(case, np.ones((1, 2, 2, 1), np.float32))
                works.append(interpolation)
            except Exception as error:
                refused.append({'group': 'refused', **case, 'error': message(error)})
        return works, refused

    def model(self, name, interpolation, seed):
        """The layers UpSampling2D of a small model of random weights.

        Of each its entry in the model's JSON, what went in and what came out.
        """
        keras, layers = self.keras, self.keras.layers
        keras.utils.set_random_seed(seed)

        def up(*size):
            return layers.UpSampling2D(size, interpolation=interpolation)

        def conv(filters):
            return layers.Conv2D(filters, 3, padding='same', activation='relu')

        if name == 'conv-up-conv':
            inputs = keras.Input((5, 6, 3))
            outputs = conv(2)(up(2, 2)(conv(4)(inputs)))
        elif name == 'decoder':
            inputs = keras.Input((10,))
            code = layers.Reshape((3, 3, 4))(layers.Dense(36)(inputs))
            outputs = conv(1)(up(2, 3)(conv(3)(up(2, 2)(code))))
        elif name == 'unet':
            inputs = keras.Input((8, 8, 2))
            outer = conv(3)(inputs)
            inner = conv(4)(layers.MaxPooling2D(2)(outer))
            outputs = conv(1)(layers.Concatenate()([outer, up(2, 2)(inner)]))
        else:  # pooling
            inputs = keras.Input((7, 7, 5))
            pooled = layers.Conv2D(8, 1)(layers.AveragePooling2D(7)(inputs))
            outputs = conv(2)(layers.Concatenate()([inputs, up(7, 7)(pooled)]))

        model = keras.Model(inputs, outputs)
        entries = {entry['config']['name']: entry for entry in json.loads(model.to_json())['config']['layers']}
        ups = [layer for layer in model.layers if isinstance(layer, layers.UpSampling2D)]
        watched = keras.Model(inputs, [tensor for layer in ups for tensor in (layer.input, layer.output)])
        x = np.random.default_rng(seed).normal(size=(2, *model.input_shape[1:])).astype(np.float32)
        values = [self.array(value) for value in watched(self.tensor(x))]
        for i, layer in enumerate(ups):
            entry = {key: entries[layer.name][key] for key in ('module', 'class_name', 'config', 'registered_name')}
            yield entry, values[2 * i], values[2 * i + 1]


class TensorFlow(KerasLayers):
    def __init__(self, keras, versions):
        import tensorflow

        self.tf = tensorflow
        super().__init__(keras, {**versions, 'tensorflow': tensorflow.__version__})

    def tensor(self, x):
        return self.tf.constant(x)

    def array(self, y):
        return y.numpy()

    def gradient(self, case, x, g):
        x = self.tensor(x)
        with self.tf.GradientTape() as tape:
            tape.watch(x)
            y = self.layer(case)(x)
        return self.array(tape.gradient(y, x, output_gradients=self.tensor(g)))


class TensorFlowOps(TensorFlow):
    """The ops below the layer, as a layer."""

    def layer(self, case):
        image = self.tf.compat.v1.image
        op = {'nearest': image.resize_nearest_neighbor, 'bilinear': image.resize_bilinear}[case['interpolation']]
        corners = case['coordinates'] == 'align_corners'

        def resize(x):
            size = [x.shape[1] * case['size'][0], x.shape[2] * case['size'][1]]
            return op(x, size, align_corners=corners, half_pixel_centers=False)

        return resize


class Jax(KerasLayers):
    def gradient(self, case, x, g):
        import jax

        _, transposed = jax.vjp(self.layer(case), x)
        return self.array(transposed(g)[0])


class Torch(KerasLayers):
    def tensor(self, x):
        import torch

        return torch.from_numpy(x.copy())

    def array(self, y):
        return y.detach().numpy()

    def gradient(self, case, x, g):
        x = self.tensor(x).requires_grad_()
        self.layer(case)(x).backward(self.tensor(g))
        return self.array(x.grad)


def message(error):
    """An error in one short line."""
    return f'{type(error).__name__}: {" ".join(str(error).split())}'[:200]


def load(name):
    """The backend of that name: tf-keras, tf-ops, tensorflow, jax, numpy or torch. A process can have only one."""
    os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
    os.environ['CUDA_VISIBLE_DEVICES'] = ''
    if name == 'tf-keras':
        import tf_keras

        return TensorFlow(tf_keras, {'tf-keras': tf_keras.__version__})
    if name == 'tf-ops':
        return TensorFlowOps(None, {})
    os.environ['KERAS_BACKEND'] = name
    import keras

    versions = {'keras': keras.__version__}
    if name == 'tensorflow':
        return TensorFlow(keras, versions)
    if name == 'torch':
        import torch

        return Torch(keras, {**versions, 'torch': torch.__version__})
    import jax

    if name == 'jax':
        return Jax(keras, {**versions, 'jax': jax.__version__})
    return KerasLayers(keras, versions)
