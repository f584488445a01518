// One worker of the pool, from its start to its end, and the tasks that it has.

import { startWorker } from '#workers';
import type { WorkerHandle } from '../runtime/workers.js';
import type { Job, Task } from './job.js';
import type { CallNews, Rows, TaskAnswer, WorkerAnswer } from './messages.js';
import type { WorkerSettings } from './settings.js';

// Two, so that a worker has the next one when it has finished one.
const MOST_TASKS = 2;
// Longer than any task or start takes; some engines do not tell that a worker is gone.
const PATIENCE_MS = 20_000;
// Longer than most starts take.
const LATE_MS = 400;

// Does something after a time, for which Node does not stay.
function later(ms: number, run: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(run, ms);
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

/** What a member tells the pool. */
export interface MemberEvents {
  /** It is ready, or late. */
  onStart(): void;
  onAnswer(member: Member, task: Task, answer: TaskAnswer): void;
  /** It is gone, with the tasks that it had. */
  onDeath(member: Member, tasks: readonly Task[], reason: string): void;
}

export class Member {
  ready = false;
  /** Has had the time to start: if it is not ready, it may never be. */
  isLate = false;
  /** Gets no more tasks, and ends with the last one that it has. */
  retired = false;
  readonly #events: MemberEvents;
  readonly #idle: number;
  readonly #handle: WorkerHandle;
  readonly #tasks = new Map<number, Task>();
  // The calls that the worker knows.
  readonly #calls = new Map<Job, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #gone = false;
  #next = 0;

  /** Throws where no worker can be had. */
  constructor(module: WebAssembly.Module, { url, idle }: WorkerSettings, events: MemberEvents) {
    this.#events = events;
    this.#idle = idle;
    this.#handle = startWorker(url, {
      onAnswer: (answer) => this.#receive(answer),
      onDeath: (reason) => this.#die(reason),
    });
    this.#handle.post({ module }, []);
    this.#wait();
    later(LATE_MS, () => {
      this.isLate = true;
      events.onStart();
    });
  }

  get busy(): boolean {
    return this.#tasks.size > 0;
  }

  get load(): number {
    return this.#tasks.size;
  }

  get free(): boolean {
    return this.ready && !this.retired && this.#tasks.size < MOST_TASKS;
  }

  has(job: object): boolean {
    return [...this.#tasks.values()].some((task) => task.job === job);
  }

  /** The buffers of `source` and `out` go to the worker, and come back with its answer. */
  send(task: Task, source: Rows<ArrayBuffer> | undefined, out: Rows<ArrayBuffer> | undefined): void {
    const { job, begin, end } = task;
    const { first } = job.work;
    const known = this.#calls.get(job);
    const call = known ?? this.#next++;
    const news = known === undefined ? this.#introduce(job, call) : undefined;
    const id = this.#next++;
    const transfer = [source, out].flatMap((rows) => (rows ? [rows.buffer] : []));
    this.#handle.post({ id, call, news, begin: first + begin, end: first + end, source, out }, transfer);
    this.#tasks.set(id, task);
    this.#wait();
  }

  /** The call has ended: its arrays are not kept. */
  forget(job: Job): void {
    const ended = this.#calls.get(job);
    if (ended === undefined || this.#gone) return;
    this.#calls.delete(job);
    this.#handle.post({ ended }, []);
  }

  retire(): void {
    this.retired = true;
    this.#leave();
  }

  end(): void {
    if (this.#gone) return;
    this.#gone = true;
    clearTimeout(this.#timer);
    this.#handle.end();
  }

  #introduce(job: Job, call: number): CallNews {
    const { key, recipe, source, out, claims, work } = job;
    this.#calls.set(job, call);
    return { key, ...recipe, source, out, claims, first: work.first };
  }

  #receive(answer: WorkerAnswer): void {
    if (this.#gone) return;
    if (answer.id !== undefined) {
      this.#takeBack(answer);
    } else if (answer.failed !== undefined) {
      this.#die(answer.failed);
    } else {
      this.ready = true;
      this.#wait();
      this.#events.onStart();
      this.#leave();
    }
  }

  #takeBack(answer: TaskAnswer): void {
    const task = this.#tasks.get(answer.id) as Task;
    this.#tasks.delete(answer.id);
    this.#wait();
    this.#events.onAnswer(this, task, answer);
    this.#leave();
  }

  #leave(): void {
    if (this.retired && this.ready && !this.busy) this.#die('it has no more work');
  }

  // Until it is idle for too long, or late with its start or a task.
  #wait(): void {
    clearTimeout(this.#timer);
    const works = this.busy || !this.ready;
    this.#handle.hold(works);
    this.#timer = works
      ? later(PATIENCE_MS, () => this.#die(`there was no answer for ${PATIENCE_MS} ms`))
      : later(this.#idle, () => this.retire());
  }

  #die(reason: string): void {
    if (this.#gone) return;
    this.end();
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    this.#events.onDeath(this, tasks, reason);
  }
}
