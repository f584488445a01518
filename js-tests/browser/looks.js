// How pages look, loosely: browsers are compared with each other in one run, because another machine has other fonts.
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));

// A picture is a few blocks, each with its mean distance from the page's empty ground, of 255.
const BLOCKS = { across: 16, down: 9 };
// Fonts and form controls put browsers up to 0.35 apart; the other page's footer is 0.7 away, and an empty part 1.
const FAR = 0.5;
// A clip moves between two pictures.
const SAME = 0.1;
const LEAST_INK = 1;
const PATIENCE = 20_000;

// Runs in the page: what is to be seen of an element, in whole pixels, and the ground.
function visiblePart(element) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const from = { left: Math.max(0, Math.ceil(left)), top: Math.max(0, Math.ceil(top)) };
  return {
    ...from,
    width: Math.floor(Math.min(right, clientWidth)) - from.left,
    height: Math.floor(Math.min(bottom, clientHeight)) - from.top,
    ground: getComputedStyle(document.body).backgroundColor,
  };
}

/** The blocks of what is to be seen of an element; writes the window's picture to `path`. */
async function blocksOf(page, selector, path) {
  const { ground, ...part } = await page.$eval(selector, visiblePart);
  const { width, height } = part;
  const background = { input: { create: { width, height, channels: 3, background: ground } }, blend: 'difference' };
  const { data, info } = await sharp(await page.screenshot({ path }))
    .removeAlpha()
    .extract(part)
    .composite([background])
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info })
    .removeAlpha()
    .greyscale()
    .resize(BLOCKS.across, BLOCKS.down, { fit: 'fill' })
    .raw()
    .toBuffer();
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** How far a picture is from another: 0 for the same, 1 for an empty one. */
const apart = (blocks, others) => sum(others.map((value, i) => Math.abs(value - blocks[i]))) / sum(others);

/** The mean distance of a picture from the empty ground. */
const inkOf = (blocks) => sum([...blocks]) / blocks.length;

/** Compares parts of pages with what the first browser showed there. */
export function gallery() {
  const first = new Map();
  mkdirSync(SCREENSHOTS, { recursive: true });
  return {
    /** Scrolls to an element and waits until it is drawn as it should be; resolves to what is wrong, or null. */
    async compare(page, browser, name, selector) {
      await page.$eval(selector, (element) => element.scrollIntoView());
      const path = `${SCREENSHOTS}${name}-${browser.toLowerCase()}.png`;
      // Browsers draw some time after scripts have run; the first has nobody to wait for, so it has to show the same twice.
      let before;
      for (const end = Date.now() + PATIENCE; ; await sleep(100)) {
        const blocks = await blocksOf(page, selector, path);
        const [ink, far] = [inkOf(blocks), apart(blocks, first.get(name) ?? before ?? [])];
        if (ink > LEAST_INK && far < (first.has(name) ? FAR : SAME)) {
          if (!first.has(name)) first.set(name, blocks);
          return null;
        }
        if (Date.now() > end) return `${path}: ${far.toFixed(2)} from what it should be, ink ${ink.toFixed(1)}`;
        before = blocks;
      }
    },
  };
}

// Runs in the page: what nobody wants to see in a layout, as one line each.
function findFaults() {
  const name = ({ tagName, id, className, textContent }) =>
    `${tagName.toLowerCase()}#${id}.${className} ${textContent.trim().slice(0, 30)}`;
  const all = (selector) =>
    [...document.querySelectorAll(selector)].filter(
      (element) => element.checkVisibility({ visibilityProperty: true }) && element.offsetWidth > 1,
    );
  const box = (element) => element.getBoundingClientRect();
  const touch = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;

  const { scrollWidth, clientWidth } = document.documentElement;
  const faults = scrollWidth > clientWidth ? [`scrolls to the side: ${scrollWidth} > ${clientWidth}`] : [];
  const add = (elements, what) => faults.push(...elements.map((element) => `${what}: ${name(element)}`));
  const parts = all('body > header, main > *, body > footer');
  add(
    parts.filter((part) => part.offsetHeight < 8 || !/\S/.test(part.textContent)),
    'empty',
  );
  add(
    parts.filter((part, i) => i > 0 && touch(box(part), box(parts[i - 1]))),
    'on what is before it',
  );
  const worked = all(':is(button, input, select, textarea, summary):not(.stage *, .skip)');
  add(
    worked.filter((one, i) => worked.slice(i + 1).some((other) => touch(box(one), box(other)))),
    'on another control',
  );
  add(
    all('button, label, h1, h2, h3, p, dt, dd, figcaption, .segments span, th, td').filter(
      // Elements in lines have no width of their own.
      (element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1,
    ),
    'wider than its place',
  );
  const crossed = (legend) => {
    const line = parseFloat(getComputedStyle(legend.parentElement).borderTopWidth);
    return line > 0 && box(legend).top - box(legend.parentElement).top < line;
  };
  add(all('fieldset > legend').filter(crossed), 'a line runs through it');
  return faults;
}

export const layoutFaults = (page) => page.evaluate(findFaults);
