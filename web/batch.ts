// Several pictures, one after the other, into a zip.
import { byId, make } from './dom.ts';
import { enlargeInto } from './enlarge.ts';
import { encode, nameOf, saveFile } from './output.ts';
import { readPicture } from './picture.ts';
import type { Settings } from './settings.ts';

/** A zip that grows file by file. PNG is compressed already, so files are only stored. */
async function openZip() {
  const { Zip, ZipPassThrough } = await import('fflate');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  return {
    add(name: string, bytes: Uint8Array) {
      const file = new ZipPassThrough(name);
      zip.add(file);
      file.push(bytes, true);
    },
    close() {
      zip.end();
      return new Blob(parts, { type: 'application/zip' });
    },
  };
}

/** Names that a zip has not yet: a second photo.png becomes photo-2.png. */
function uniqueNames() {
  const used = new Set<string>();
  return (name: string) => {
    let unique = name;
    for (let i = 2; used.has(unique); i++) unique = name.replace(/(\.\w+)$/, `-${i}$1`);
    used.add(unique);
    return unique;
  };
}

interface Row {
  file: File;
  state: HTMLElement;
}

function showRows(files: readonly File[]): Row[] {
  const rows = files.map((file) => ({ file, state: make('span', { className: 'note' }) }));
  byId('batch-list').replaceChildren(
    ...rows.map(({ file, state }) => make('li', {}, make('span', {}, file.name), state)),
  );
  return rows;
}

export interface Batch {
  /** Takes files, or hides the section if they are not several. */
  take(files: readonly File[]): void;
}

export function setUpBatch(settingsNow: () => Settings | null): Batch {
  const start = byId<HTMLButtonElement>('batch-start');
  const stop = byId<HTMLButtonElement>('batch-stop');
  const save = byId<HTMLButtonElement>('batch-zip');
  const progress = byId<HTMLProgressElement>('batch-progress');
  const say = (text: string) => {
    byId('batch-status').textContent = text;
  };
  let rows: Row[] = [];
  let controller = new AbortController();

  let zipped: Blob | undefined;

  function keep(blob?: Blob): void {
    zipped = blob;
    save.disabled = !blob;
  }

  async function enlargeFile({ file, state }: Row, settings: Settings, signal: AbortSignal, begun: number) {
    const picture = await readPicture(file, file.name);
    const canvas = document.createElement('canvas');
    const onProgress = (done: number, total: number) => {
      progress.value = (begun + done / total) / rows.length;
    };
    await enlargeInto(canvas, picture.image, settings, { signal, onProgress });
    const blob = await encode(canvas, 'png');
    state.textContent = `${canvas.width} × ${canvas.height}`;
    return new Uint8Array(await blob.arrayBuffer());
  }

  async function run(settings: Settings): Promise<void> {
    const { signal } = controller;
    const zip = await openZip();
    const unique = uniqueNames();
    let made = 0;
    for (const [i, row] of rows.entries()) {
      say(`Enlarging ${row.file.name}, ${i + 1} of ${rows.length} …`);
      row.state.textContent = '…';
      try {
        const bytes = await enlargeFile(row, settings, signal, i);
        zip.add(unique(nameOf(row.file.name, settings, 'png')), bytes);
        made++;
      } catch (error) {
        if (signal.aborted) row.state.textContent = '';
        signal.throwIfAborted();
        row.state.textContent = error instanceof Error ? error.message : String(error);
      }
      signal.throwIfAborted();
    }
    const blob = zip.close();
    progress.value = 1;
    say(
      `${made} of ${rows.length} pictures enlarged with ${settings.interpolation}, ${(blob.size / 1e6).toFixed(1)} MB.`,
    );
    if (made === 0) return;
    keep(blob);
    if (document.activeElement === stop) save.focus();
  }

  start.addEventListener('click', async () => {
    const settings = settingsNow();
    if (!settings) return say('Correct the settings above first.');
    keep();
    controller = new AbortController();
    const { signal } = controller;
    start.disabled = true;
    stop.disabled = false;
    stop.focus();
    try {
      await run(settings);
    } catch (error) {
      say(signal.aborted ? 'Stopped.' : String(error));
    }
    if (controller.signal !== signal) return;
    start.disabled = false;
    if (document.activeElement === stop) start.focus();
    stop.disabled = true;
  });
  save.addEventListener('click', () => zipped && saveFile(zipped, 'enlarged.zip'));
  stop.addEventListener('click', () => controller.abort());

  return {
    take(files) {
      controller.abort();
      keep();
      const section = byId('batch');
      section.hidden = files.length < 2;
      rows = showRows(files.length < 2 ? [] : files);
      progress.value = 0;
      start.disabled = false;
      stop.disabled = true;
      say(`${files.length} pictures. All get the settings above, and come as PNG in one zip.`);
      if (!section.hidden) {
        section.scrollIntoView({ block: 'nearest' });
        start.focus({ preventScroll: true });
      }
    },
  };
}
