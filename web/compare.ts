// The before/after slider: the browser's plain enlargement against the package's.
import 'img-comparison-slider';
import 'img-comparison-slider/dist/styles.css';
import { byId } from './dom.ts';
import type { Picture } from './picture.ts';
import { drawPart, type Frame, frameOf, portOf, type Region } from './region.ts';

export interface Slider extends HTMLElement {
  value: number;
}

export interface Compare {
  /** Draws both sides and returns the part that is seen. */
  draw(picture: Picture, result: HTMLCanvasElement, region: Region): Frame;
}

/** The component has keys and touch, but tells assistive technology nothing. */
export function announce(slider: Slider): void {
  slider.addEventListener('slide', () => {
    const share = Math.round(slider.value);
    slider.setAttribute('aria-valuenow', String(share));
    slider.setAttribute('aria-valuetext', `${share} % plain, ${100 - share} % upsampling2d`);
  });
  slider.addEventListener('keydown', (event) => {
    if (event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    slider.value = event.key === 'Home' ? 0 : 100;
    slider.dispatchEvent(new Event('slide'));
  });
}

export function setUpCompare(resized: () => void): Compare {
  const stage = byId('stage');
  const before = byId<HTMLCanvasElement>('before');
  const after = byId<HTMLCanvasElement>('after');
  announce(byId<Slider>('slider'));
  new ResizeObserver(resized).observe(stage);

  return {
    draw(picture, result, region) {
      const frame = frameOf(region, result, portOf(stage));
      const view = { width: frame.viewWidth, height: frame.viewHeight };
      const across = picture.canvas.width / result.width;
      const down = picture.canvas.height / result.height;
      const source = {
        ...frame,
        left: frame.left * across,
        top: frame.top * down,
        width: frame.width * across,
        height: frame.height * down,
      };
      drawPart(before, picture.canvas, source, view);
      drawPart(after, result, frame, view);
      return frame;
    },
  };
}
