// The same small crop in every interpolation; each is a button that selects its interpolation.
import { INTERPOLATIONS } from 'upsampling2d';
import { breathe, byId, make } from './dom.ts';
import { enlargeCrop } from './enlarge.ts';
import { type Picture, pixelContext } from './picture.ts';
import { drawPart, type Frame, frameOf, portOf, type Region } from './region.ts';
import type { Interpolation, Settings } from './settings.ts';

export interface Strip {
  draw(picture: Picture, settings: Settings, region: Region): Promise<void>;
}

/**
 * Pixels around the crop that the widest filter may read, and one for positions between pixels. The package does not tell how
 * far its filters reach; js-tests/package/interpolations.test.js compares this with their list.
 */
const HALO = 6;

/** The part of the picture that a crop of the result needs. */
function sourceOf(picture: Picture, crop: Frame, { rows, cols }: Settings) {
  const left = Math.max(0, Math.floor(crop.left / cols) - HALO);
  const top = Math.max(0, Math.floor(crop.top / rows) - HALO);
  const right = Math.min(picture.canvas.width, Math.ceil((crop.left + crop.width) / cols) + HALO);
  const bottom = Math.min(picture.canvas.height, Math.ceil((crop.top + crop.height) / rows) + HALO);
  return { left, top, image: picture.context.getImageData(left, top, right - left, bottom - top) };
}

export function setUpStrip(choose: (interpolation: Interpolation) => void): Strip {
  const scratch = document.createElement('canvas');
  let latest = 0;
  const tiles = INTERPOLATIONS.map((interpolation) => {
    const canvas = make('canvas', { width: 1, height: 1 });
    const port = make('span', { className: 'port' }, canvas);
    const button = make('button', { type: 'button' }, port, make('span', { className: 'name' }, interpolation));
    button.addEventListener('click', () => choose(interpolation));
    byId('strip').append(make('li', {}, button));
    return { interpolation, button, canvas, port };
  });

  return {
    async draw(picture, settings, region) {
      const turn = ++latest;
      const size = { width: picture.canvas.width * settings.cols, height: picture.canvas.height * settings.rows };
      for (const { interpolation, button } of tiles) {
        button.setAttribute('aria-pressed', String(interpolation === settings.interpolation));
      }
      for (const { interpolation, canvas, port } of tiles) {
        const crop = frameOf({ ...region, zoom: region.zoom || 1 }, size, portOf(port));
        // Positions under align_corners depend on the whole picture's size, so a crop's are off by a fraction of a pixel.
        const source = sourceOf(picture, crop, settings);
        const image = enlargeCrop(source.image, settings, interpolation);
        scratch.width = image.width;
        scratch.height = image.height;
        pixelContext(scratch).putImageData(image, 0, 0);
        const part = {
          ...crop,
          left: crop.left - source.left * settings.cols,
          top: crop.top - source.top * settings.rows,
        };
        drawPart(canvas, scratch, part, { width: crop.viewWidth, height: crop.viewHeight });
        await breathe();
        if (turn !== latest) return;
      }
    },
  };
}
