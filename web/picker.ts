// Chooses the picture: the photographs of the page, or files that are chosen, dropped or pasted.
import photos from 'virtual:photos';
import { byId, make } from './dom.ts';
import { fetchPicture, type Picture, readPicture } from './picture.ts';

export interface Choice {
  picture: Promise<Picture>;
  /** Where the zoom region begins, from 0 to 1 across and down. */
  x: number;
  y: number;
}

/** The most telling part of each photograph; the middle for others. */
const FOCUS: Record<string, [number, number]> = {
  'astronaut.png': [0.43, 0.24],
  'chelsea.png': [0.38, 0.38],
  'coffee.png': [0.62, 0.66],
  'rocket.jpg': [0.5, 0.4],
};
const FIRST = 'chelsea.png';

export interface Picker {
  /** Shows a visitor's own picture in its thumbnail. */
  showOwn(picture: Picture): void;
  first: Choice;
}

/** Of several files, the first is chosen and all are given to `chooseSeveral`. */
export function setUpPicker(choose: (choice: Choice) => void, chooseSeveral: (files: File[]) => void): Picker {
  const thumbs = byId('thumbs');
  const own = byId<HTMLLabelElement>('own');
  const file = byId<HTMLInputElement>('file');
  const credit = byId('credit');
  const drop = byId('drop');
  let radios: HTMLInputElement[] = [];

  function choosePhoto(photo: (typeof photos)[number]): Choice {
    const title = photo.title.charAt(0).toUpperCase() + photo.title.slice(1);
    credit.textContent = `${title}. ${photo.terms.charAt(0).toUpperCase() + photo.terms.slice(1)}.`;
    own.classList.remove('chosen');
    const [x, y] = FOCUS[photo.file] ?? [0.5, 0.5];
    return { picture: fetchPicture(`./photos/${photo.file}`, photo.file), x, y };
  }

  function chooseFiles(files: Iterable<File> | undefined): void {
    const all = [...(files ?? [])];
    const [chosen] = all;
    if (!chosen) return;
    chooseSeveral(all);
    for (const radio of radios) radio.checked = false;
    credit.textContent = `${chosen.name}, from this device. It is not sent anywhere.`;
    choose({ picture: readPicture(chosen, chosen.name), x: 0.5, y: 0.5 });
  }

  radios = photos.map((photo) => {
    const radio = make('input', { type: 'radio', name: 'photo', value: photo.file, className: 'sr' });
    radio.checked = photo.file === FIRST;
    radio.addEventListener('change', () => choose(choosePhoto(photo)));
    const image = make('img', {
      src: `./photos/${photo.file}`,
      alt: photo.title,
      width: photo.width,
      height: photo.height,
    });
    own.before(make('label', { className: 'thumb' }, radio, image));
    return radio;
  });

  file.addEventListener('change', () => {
    chooseFiles(file.files ?? []);
    file.value = ''; // so that the same file can be chosen again
  });
  document.addEventListener('paste', (event) => chooseFiles(event.clipboardData?.files));

  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.classList.add('shown');
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) drop.classList.remove('shown');
  });
  document.addEventListener('drop', (event) => {
    drop.classList.remove('shown');
    if (!carriesFiles(event)) return;
    event.preventDefault();
    chooseFiles(event.dataTransfer?.files);
  });

  const first = photos.find((photo) => photo.file === FIRST) ?? photos[0];
  if (!first) throw new Error('CREDITS.md names no photographs');
  thumbs.classList.add('ready');

  return {
    first: choosePhoto(first),
    showOwn(picture) {
      const canvas = byId<HTMLCanvasElement>('own-thumb');
      const scale = Math.max(160 / picture.canvas.width, 120 / picture.canvas.height);
      canvas.width = Math.max(1, Math.round(picture.canvas.width * scale));
      canvas.height = Math.max(1, Math.round(picture.canvas.height * scale));
      canvas.getContext('2d')?.drawImage(picture.canvas, 0, 0, canvas.width, canvas.height);
      canvas.hidden = false;
      own.classList.add('chosen');
    },
  };
}
