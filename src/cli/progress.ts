// Bars on a terminal: one for each file that is under way, and one for all of them.
import cliProgress, { type MultiBar, type Options, type SingleBar } from 'cli-progress';

const NAME_WIDTH = 24;

/** The progress of one file. */
export interface FileProgress {
  stage(name: string, done: number): void;
  end(): void;
}

export interface Progress {
  start(file: string): FileProgress;
  /** Prints a line without disturbing the bars. */
  line(text: string): void;
  close(): void;
}

function fitted(name: string): string {
  const text = name.length > NAME_WIDTH ? `...${name.slice(3 - NAME_WIDTH)}` : name;
  return text.padEnd(NAME_WIDTH);
}

function time(seconds: number | string): string {
  const value = Number(seconds);
  if (!Number.isFinite(value)) return '--:--';
  return `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, '0')}`;
}

const BAR: Options = {
  format: (options, { progress, eta }, { name, note }) => {
    const width = options.barsize ?? 20;
    const full = Math.round(progress * width);
    const bar = '#'.repeat(full) + '-'.repeat(width - full);
    const percent = String(Math.floor(progress * 100)).padStart(3);
    return `${fitted(name)} [${bar}] ${percent} %  ${time(eta)} left  ${note}`;
  },
  barsize: 20,
  fps: 8,
  hideCursor: true,
  clearOnComplete: true,
  stopOnComplete: false,
  gracefulExit: false,
  emptyOnZero: true,
  stream: process.stderr,
};

const STEPS = 1000;

class Bars implements Progress {
  readonly #bars: MultiBar = new cliProgress.MultiBar(BAR);
  readonly #total: SingleBar | undefined;
  readonly #count: number;
  readonly #begin = performance.now();
  readonly #done = new Map<SingleBar, number>();
  #finished = 0;

  constructor(count: number) {
    this.#count = count;
    this.#total =
      count > 1 ? this.#bars.create(count * STEPS, 0, { name: 'all files', note: `0 of ${count}` }) : undefined;
  }

  start(file: string): FileProgress {
    const bar = this.#bars.create(STEPS, 0, { name: file, note: '' });
    return {
      stage: (note, done) => {
        bar.update(Math.round(done * STEPS), { note });
        this.#done.set(bar, done);
        this.#showTotal();
      },
      end: () => {
        this.#bars.remove(bar);
        this.#done.delete(bar);
        this.#finished++;
        this.#showTotal();
      },
    };
  }

  line(text: string): void {
    this.#bars.log(`${text}\n`);
    this.#bars.update();
  }

  close(): void {
    this.#bars.stop();
  }

  #showTotal(): void {
    const perMinute = (this.#finished / (performance.now() - this.#begin)) * 60_000;
    const note = `${this.#finished} of ${this.#count}, ${perMinute.toFixed(perMinute < 10 ? 1 : 0)} a minute`;
    const parts = [...this.#done.values()].reduce((sum, done) => sum + done, 0);
    this.#total?.update(Math.round((this.#finished + parts) * STEPS), { note });
  }
}

const NO_FILE: FileProgress = { stage() {}, end() {} };

class Lines implements Progress {
  start(): FileProgress {
    return NO_FILE;
  }

  line(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  close(): void {}
}

/** Bars where somebody looks at them, and else only lines. */
export function openProgress(count: number, visible: boolean): Progress {
  return visible ? new Bars(count) : new Lines();
}
