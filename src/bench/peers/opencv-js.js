// OpenCV's build for JavaScript: cv.resize from matrix to matrix, a plane or a picture at a time.
const FLAGS = {
  nearest: 'INTER_NEAREST',
  bilinear: 'INTER_LINEAR',
  bicubic: 'INTER_CUBIC',
  lanczos3: 'INTER_LANCZOS4',
};
// Its cubic is another one (a = -0.75), but costs the same; its Lanczos has eight taps instead of six.
const EQUAL_WORK = new Set(['INTER_CUBIC']);

export const opencvJs = {
  name: 'opencv.js',
  kind: 'npm',
  packages: { '@techstark/opencv-js': '5.0.0-release.1' },
  bundles: { '@techstark/opencv-js': "export { default } from '@techstark/opencv-js';" },

  async open(host) {
    const loaded = await (await host.load('@techstark/opencv-js')).default;
    const cv = loaded.Mat
      ? loaded
      : await new Promise((resolve) => {
          loaded.onRuntimeInitialized = () => resolve(loaded);
        });
    // The distance between the types of one and two channels changed with version 5.
    const channelStep = cv.CV_8UC2 - cv.CV_8UC1;
    return {
      prepare(test, input) {
        const flag = FLAGS[test.interpolation];
        if (flag === undefined) return undefined;
        const first = test.dataFormat === 'channels_first';
        const planes = first ? test.batch * test.channels : test.batch;
        const depth = test.dtype === 'uint8' ? cv.CV_8UC1 : cv.CV_32FC1;
        const type = depth + channelStep * ((first ? 1 : test.channels) - 1);
        const size = new cv.Size(test.cols * test.size, test.rows * test.size);
        const view = test.dtype === 'uint8' ? 'data' : 'data32F';
        const sources = Array.from({ length: planes }, () => new cv.Mat(test.rows, test.cols, type));
        const targets = sources.map(() => new cv.Mat(size.height, size.width, type));
        const close = () => {
          for (const matrix of [...sources, ...targets]) matrix.delete();
        };
        const count = input.length / planes;
        const outCount = count * test.size ** 2;
        const out = new input.constructor(outCount * planes);
        const fill = () => {
          for (let i = 0; i < planes; i++) sources[i][view].set(input.subarray(i * count, (i + 1) * count));
        };
        const inside = () => {
          for (let i = 0; i < planes; i++) cv.resize(sources[i], targets[i], size, 0, 0, cv[flag]);
        };
        const into = () => {
          fill();
          inside();
          for (let i = 0; i < planes; i++) out.set(targets[i][view], i * outCount);
        };
        try {
          into();
        } catch {
          close();
          return undefined; // More channels than this flag can do.
        }
        return { how: `cv.resize ${flag}`, equalWork: EQUAL_WORK.has(flag), inside, into, result: () => out, close };
      },
    };
  },
};
