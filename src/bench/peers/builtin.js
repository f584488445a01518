// The browser's own functions for pictures: canvases and ImageBitmaps, through ImageData, because the bench compares arrays.
// Both take a quality and not the name of a filter.
const QUALITIES = { bilinear: 'low', bicubic: 'medium', lanczos3: 'high' };

function isPicture({ dtype, dataFormat, channels, batch }) {
  return dtype === 'uint8' && dataFormat === 'channels_last' && channels === 4 && batch === 1;
}

function makeContext(width, height) {
  return new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
}

export const drawImage = {
  name: 'drawImage',
  kind: 'builtin',
  packages: {},

  async open() {
    return {
      prepare(test, input) {
        const quality = QUALITIES[test.interpolation];
        if (!isPicture(test) || (quality === undefined && test.interpolation !== 'nearest')) return undefined;
        const width = test.cols * test.size;
        const height = test.rows * test.size;
        const source = makeContext(test.cols, test.rows);
        const target = makeContext(width, height);
        target.imageSmoothingEnabled = quality !== undefined;
        if (quality !== undefined) target.imageSmoothingQuality = quality;
        const image = new ImageData(new Uint8ClampedArray(input), test.cols, test.rows);
        const into = () => {
          source.putImageData(image, 0, 0);
          target.drawImage(source.canvas, 0, 0, width, height);
          return target.getImageData(0, 0, width, height).data;
        };
        return { how: `drawImage, ${quality ?? 'not smoothed'}`, into, result: into, close() {} };
      },
    };
  },
};

export const imageBitmap = {
  name: 'createImageBitmap',
  kind: 'builtin',
  packages: {},

  async open() {
    return {
      prepare(test, input) {
        const quality = test.interpolation === 'nearest' ? 'pixelated' : QUALITIES[test.interpolation];
        if (!isPicture(test) || quality === undefined) return undefined;
        const width = test.cols * test.size;
        const height = test.rows * test.size;
        const image = new ImageData(new Uint8ClampedArray(input), test.cols, test.rows);
        const options = { resizeWidth: width, resizeHeight: height, resizeQuality: quality };
        const target = makeContext(width, height);
        const inside = async () => (await createImageBitmap(image, options)).close();
        const into = async () => {
          const bitmap = await createImageBitmap(image, options);
          target.drawImage(bitmap, 0, 0);
          bitmap.close();
          return target.getImageData(0, 0, width, height).data;
        };
        return { how: `createImageBitmap, ${quality}`, inside, into, result: into, close() {} };
      },
    };
  },
};
