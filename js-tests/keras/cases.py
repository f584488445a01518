"""The recorded cases: every case of a backend, made from a seed. Needs numpy only."""

import random

import numpy as np

SIZES = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (7, 7), (8, 8), (2, 3), (3, 1), (1, 6), (25, 1), (10, 9)]
DTYPES = ['float16', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'float64']
MODELS = ['conv-up-conv', 'decoder', 'unet', 'pooling']

# Shapes of real networks, as (height, width, channels), batch, size.
NETWORKS = [
    ((7, 7, 512), 1, (2, 2)),
    ((28, 28, 32), 1, (4, 4)),
    ((1, 1, 320), 2, (7, 7)),
    ((14, 14, 24), 4, (2, 2)),
    ((32, 32, 16), 1, (2, 2)),
    ((33, 33, 21), 1, (8, 8)),
    ((16, 16, 3), 2, (3, 3)),
]

# Axes on which float32 positions lose digits, as (height, width, channels), size.
LONG_AXES = [
    ((1, 1501, 1), (1, 3)),
    ((1501, 1, 2), (5, 1)),
    ((2, 3000, 1), (1, 7)),
    ((3000, 1, 3), (2, 1)),
    ((2, 1777, 3), (3, 6)),
]

SPECIAL_VALUES = [np.nan, np.inf, -np.inf, -0.0, 0.0, 3.4e38, -3.4e38]


def noise(spec, dtype, shape):
    """The array that {seed, scale} stands for: mulberry32, as `noiseOf` in compare.js makes it.

    Reals are even in [-scale, scale); integers have a tenth of each end of their range.
    """
    count = int(np.prod(shape))
    with np.errstate(over='ignore'):
        state = np.uint32(spec['seed']) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        t = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
    u = (t ^ (t >> np.uint32(14))).astype(np.float64) / 4294967296
    if np.issubdtype(dtype, np.integer):
        info = np.iinfo(dtype)
        span = float(info.max) - float(info.min) + 1
        values = np.clip(np.floor((u * 1.25 - 0.125) * span) + float(info.min), info.min, info.max)
    else:
        values = (u * 2 - 1) * spec['scale']
    return values.astype(dtype).reshape(shape)


class Cases:
    """Lists cases; each has its own noise, and every third is channels_first."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.seed = seed
        self.list = []

    def next_noise(self, scale=None):
        scale = scale or self.random.choice([1, 4, 100])
        return {'seed': self.random.getrandbits(32), 'scale': scale}

    def side(self, largest):
        return self.random.randint(1, largest)

    def add(self, group, interpolation, image, size, batch=1, dtype='float32', gradient=False, **more):
        data_format = 'channels_first' if self.random.random() < 1 / 3 else 'channels_last'
        height, width, channels = image
        if data_format == 'channels_first':
            shape = (batch, channels, height, width)
        else:
            shape = (batch, height, width, channels)
        case = {
            'group': group,
            'interpolation': interpolation,
            'size': list(size),
            'data_format': data_format,
            'dtype': dtype,
            'policy': dtype if dtype.startswith('float') else 'float32',
            'shape': list(shape),
            'x': self.next_noise(),
            **more,
        }
        if gradient:
            case['g'] = self.next_noise()
        self.list.append(case)
        return case

    def image(self, largest=9):
        return self.side(largest), self.side(largest), self.side(5)

    def special(self, interpolation, size, edge, dtype='float32', **more):
        """Noise with NaN, infinities, zeros of both signs and huge values among it; with `edge` in two corners too."""
        case = self.add('special', interpolation, (8, 11, 2), size, dtype=dtype, **more)
        x = noise(case['x'], dtype, case['shape'])
        # Where it computes, TensorFlow takes a subnormal for 0, as WebAssembly cannot.
        tiny = 1e-40 if interpolation == 'nearest' else 1e-30
        for value in [*SPECIAL_VALUES, tiny]:
            if dtype == 'float16' and np.isfinite(value):
                value = np.clip(value, -6e4, 6e4)
            x.flat[self.random.randrange(x.size)] = value
        if edge:
            x.flat[0] = self.random.choice([np.nan, np.inf])
            x.flat[-1] = self.random.choice([-np.inf, np.nan])
        case['x'] = x


def layer_cases(seed, interpolations, specials):
    """Of a layer. NaN and infinities for the interpolations in `specials`: where a backend multiplies whole matrices,
    one NaN is everywhere."""
    cases = Cases(seed)
    for i, interpolation in enumerate(interpolations):
        for size in SIZES:
            cases.add('small', interpolation, cases.image(), size, batch=cases.side(2), gradient=True)
        for dtype in DTYPES:
            for size in [(2, 2), (3, 3), cases.random.choice(SIZES)]:
                case = cases.add('dtypes', interpolation, cases.image(8), size, dtype=dtype)
                if dtype == 'float16' and size == (3, 3):
                    case['policy'] = 'mixed_float16'
        for image, size in LONG_AXES:
            cases.add('long', interpolation, image, size, gradient=True)
        for image, batch, size in NETWORKS:
            cases.add('networks', interpolation, image, size, batch=batch)
        cases.add('networks', interpolation, (7, 7, 64), (2, 2), batch=2, gradient=True)
        cases.add('networks', interpolation, (28, 28, 16), (2, 2), dtype='uint8')
        cases.add('networks', interpolation, (28, 28, 3), (3, 3), dtype='int8')
        if interpolation in specials:
            for size in [(2, 2), (3, 3), (5, 4)]:
                cases.special(interpolation, size, edge=False)
                cases.special(interpolation, size, edge=True)
            cases.special(interpolation, (3, 2), edge=True, dtype='float16')
        for _ in range(10):
            size = (cases.side(9), cases.side(9))
            dtype = cases.random.choice(['float32'] * 3 + DTYPES)
            image, batch, real = cases.image(20), cases.side(3), dtype == 'float32'
            cases.add('random', interpolation, image, size, batch=batch, dtype=dtype, gradient=real)
        for model in ['conv-up-conv', MODELS[1 + i % 3]]:
            model_seed = cases.random.getrandbits(31)
            cases.list.append({'group': 'models', 'model': model, 'interpolation': interpolation, 'seed': model_seed})
    return cases.list


def op_cases(seed):
    """Cases of TensorFlow's ops, with the coordinates that today's layers no longer have."""
    cases = Cases(seed)
    for interpolation in ['nearest', 'bilinear']:
        for coordinates in ['asymmetric', 'align_corners']:
            more = {'coordinates': coordinates}
            for size in SIZES:
                cases.add('small', interpolation, cases.image(), size, batch=cases.side(2), gradient=True, **more)
            for dtype in DTYPES:
                for size in [(2, 2), (3, 3)]:
                    cases.add('dtypes', interpolation, cases.image(8), size, dtype=dtype, **more)
            for image, size in LONG_AXES:
                cases.add('long', interpolation, image, size, gradient=True, **more)
            for image, batch, size in NETWORKS:
                cases.add('networks', interpolation, image, size, batch=batch, **more)
            for size in [(2, 2), (3, 3)]:
                cases.special(interpolation, size, edge=True, **more)
    for case in cases.list:
        if case['data_format'] == 'channels_first':
            # The ops know no other layout.
            n, c, h, w = case['shape']
            case.update(data_format='channels_last', shape=[n, h, w, c])
            if isinstance(case['x'], np.ndarray):
                case['x'] = case['x'].reshape(case['shape'])
    return cases.list
