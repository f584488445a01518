// photon: a PhotonImage from the bytes, resized, and its bytes.
const FILTERS = {
  nearest: 'Nearest',
  bilinear: 'Triangle',
  bicubic: 'CatmullRom',
  gaussian: 'Gaussian',
  lanczos3: 'Lanczos3',
};

export const photon = {
  name: 'photon',
  kind: 'npm',
  packages: { '@silvia-odwyer/photon': '0.3.11' },
  // Made for bundlers, so Node cannot import it.
  bundles: { photon: "export * from '@silvia-odwyer/photon/photon_rs.js';" },

  async open(host) {
    const { PhotonImage, resize, SamplingFilter } = await host.loadBundle('photon', photon.bundles.photon);
    return {
      prepare(test, input) {
        const filter = FILTERS[test.interpolation];
        const rgba = test.dtype === 'uint8' && test.dataFormat === 'channels_last' && test.channels === 4;
        if (filter === undefined || !rgba) return undefined;
        const resized = (image) => resize(image, test.cols * test.size, test.rows * test.size, SamplingFilter[filter]);
        const into = () => {
          const image = new PhotonImage(input, test.cols, test.rows);
          const larger = resized(image);
          const pixels = larger.get_raw_pixels();
          larger.free();
          image.free();
          return pixels;
        };
        return { how: `resize, ${filter}`, into, result: into, close() {} };
      },
    };
  },
};
