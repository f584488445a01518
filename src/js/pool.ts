// The pool of workers: shares the bands of all asynchronous calls among them, one call after the other, and copies rows where
// memory is not shared. Where it is, workers claim bands by themselves. Where no worker can be had, or none has started yet, the
// calling thread computes, in turns with the event loop; and it helps where that costs it little more than to copy.
import type { Errors } from './errors.js';
import { Buffers } from './pool/buffers.js';
import { limitClaiming } from './pool/claims.js';
import { Job, type Pace, type Task } from './pool/job.js';
import { Member, type MemberEvents } from './pool/member.js';
import type { Rows, TaskAnswer } from './pool/messages.js';
import type { WorkerSettings, WorkersState } from './pool/settings.js';
import type { TensorData } from './tensor.js';
import { readRunOptions, ThreadTurns } from './turns.js';
import type { BandWork } from './work.js';

// Calls with less than this to read and write never leave the calling thread: it is done before a worker has begun.
const SMALL_BYTES = 2 ** 18;
// How long a worker claims bands of a call before it tells of them: of the only one, and of one among others.
const CLAIMING_MS = 8;
const CLAIMING_AMONG_MS = 1;
// So often the calling thread looks whether its turn is over.
const STEP_MS = 1;
// What it makes beside workers in one step, so that their answers do not wait.
const HELP_MS = 0.5;
// It helps with bands that a worker makes in at most so many times what it takes to copy them. Dearer ones would keep it busy for
// much longer than copying does.
const CHEAP = 3;
// While workers start it makes calls that take less than that. Dearer ones would only delay the start.
const START_MS = 70;
// How many workers may die over one task.
const MOST_DEATHS = 3;

// Without being told, a pool has as many workers as the machine has threads, up to this.
const MOST_WORKERS = 8;

// Node has no navigator before version 21. Edge runtimes have none of both, and throw if Node's is looked at.
function threadsOfMachine(): number {
  const { navigator, process } = globalThis as Partial<typeof globalThis>;
  let threads = navigator?.hardwareConcurrency;
  try {
    threads ??= process?.getBuiltinModule?.('os').availableParallelism();
  } catch {
    // It stays unknown.
  }
  return Math.min(MOST_WORKERS, threads || 2);
}

const UNKNOWN_PACE: Pace = { key: '', msPerBand: 0 };

export class Pool implements MemberEvents {
  readonly #module: WebAssembly.Module;
  readonly #settings: WorkerSettings;
  readonly #errors: Errors;
  readonly #shared = typeof SharedArrayBuffer === 'function';
  readonly #buffers = new Buffers();
  readonly #turns = new ThreadTurns();
  readonly #members = new Set<Member>();
  readonly #jobs: Job[] = [];
  // Why no worker can be had, until the settings change.
  #why: string | undefined;
  // Of the last call: those that follow are often alike, and their tasks are of the right size from the beginning.
  #pace = UNKNOWN_PACE;
  // What the calling thread takes to copy a byte of a result.
  #copyMs = 0;
  #turn = 0;
  #fills = false;
  #computes = false;

  get #count(): number {
    return this.#settings.count ?? threadsOfMachine();
  }

  constructor(module: WebAssembly.Module, settings: WorkerSettings, errors: Errors) {
    this.#module = module;
    this.#settings = settings;
    this.#errors = errors;
  }

  /** Computes a call. The options were read, but not checked. */
  async run(makeWork: () => BandWork, options: ReadonlyMap<string, unknown>): Promise<TensorData> {
    const run = readRunOptions(options, this.#errors);
    run.signal?.throwIfAborted();
    const work = makeWork();
    if (work.count === 0) return work.out;
    const limit = this.#limit(work, run.workers);
    const job = new Job(work, run, limit, this.#shared, this.#pace, (ended) => this.#remove(ended));
    this.#jobs.push(job);
    this.#shareTime();
    this.#fill();
    return job.result;
  }

  state(): WorkersState {
    const members = [...this.#members];
    const count = members.length;
    const busy = members.filter((member) => member.busy).length;
    const why = this.#why ?? (this.#count === 0 ? 'setWorkers has set count to 0' : undefined);
    if (why !== undefined && count === 0) return { mode: 'none', count, busy, why };
    return { mode: this.#shared ? 'shared' : 'transfer', count, busy };
  }

  /** The settings were given anew. If they have changed, workers with the old ones finish what they have. */
  renew(changed: boolean): void {
    this.#why = undefined;
    if (changed) for (const member of this.#members) member.retire();
    this.#fill();
  }

  close(): void {
    this.#why = undefined;
    for (const member of this.#members) member.end();
    this.#members.clear();
    this.#buffers.clear();
    for (const job of [...this.#jobs]) {
      job.fail(new Error('Expected workers for an asynchronous call but received closeWorkers() of type function'));
    }
    this.#pace = UNKNOWN_PACE; // However quick the next call is, it starts workers.
  }

  onStart(): void {
    this.#fill();
  }

  onAnswer(_: Member, task: Task, { ok, ms, claimed, source, out }: TaskAnswer): void {
    const { job } = task;
    if (!job.ended) {
      const ranges = claimed?.map((range) => job.rangeOf(range)) ?? [task];
      const failed = ok ? undefined : ranges.pop();
      const copied = job.attempt(() => {
        job.work.check();
        if (!failed && out) this.#copyOut(task, out);
      });
      if (copied) job.finish(ranges, ms);
      // Its memory ran out; the calling thread says so too if that is no better off.
      if (failed && !job.ended) this.#compute(failed);
    }
    if (claimed) job.leave();
    this.#buffers.give(source);
    this.#buffers.give(out);
    this.#fill();
  }

  onDeath(member: Member, tasks: readonly Task[], reason: string): void {
    this.#members.delete(member);
    if (!member.ready) this.#why ??= reason;
    for (const task of tasks) {
      if (++task.deaths < MOST_DEATHS) {
        task.job.giveBack(task);
      } else {
        const what = `Expected a worker that finishes its task for an asynchronous call but received ${MOST_DEATHS} that ended`;
        task.job.fail(new Error(`${what} (${reason}) of type Worker`));
      }
    }
    if (this.#members.size === 0) this.#buffers.clear();
    this.#fill();
  }

  #limit({ count, inBytes, outBytes }: BandWork, workers: number | undefined): number {
    return count === 1 || inBytes + outBytes < SMALL_BYTES ? 0 : Math.min(workers ?? this.#count, this.#count);
  }

  #remove(job: Job): void {
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    this.#shareTime();
    this.#pace = { key: job.key, msPerBand: job.msPerBand };
    for (const member of this.#members) member.forget(job);
  }

  // Workers do not let other calls wait for long.
  #shareTime(): void {
    const ms = this.#jobs.length > 1 ? CLAIMING_AMONG_MS : CLAIMING_MS;
    for (const { claims } of this.#jobs) limitClaiming(claims, ms);
  }

  // Gives tasks to workers that have room for them. Copying takes time, so it lets the event loop run in between.
  #fill(): void {
    if (this.#fills) return;
    this.#start();
    for (;;) {
      const pair = this.#nextPair();
      if (pair === undefined) break;
      if (this.#turns.isOver()) {
        this.#fills = true;
        this.#turns.next().then(() => {
          this.#fills = false;
          this.#fill();
        });
        break;
      }
      this.#send(...pair);
    }
    this.#here();
  }

  // Starts as many workers as the calls can use.
  #start(): void {
    const count = this.#count;
    const wanted = Math.min(
      count,
      this.#jobs.reduce((sum, job) => sum + (job.waits ? Math.min(job.limit, job.work.count) : 0), 0),
    );
    while (this.#why === undefined && this.#hired().length < wanted) {
      try {
        this.#members.add(new Member(this.#module, this.#settings, this));
      } catch (error) {
        this.#why = String(error);
      }
    }
  }

  #hired(): Member[] {
    return [...this.#members].filter((member) => !member.retired);
  }

  // The worker with the least to do, and the call whose turn it is.
  #nextPair(): [Member, Job] | undefined {
    const free = this.#hired().filter((member) => member.free);
    for (const member of free.sort((a, b) => a.load - b.load)) {
      const job = this.#nextJob((candidate) => this.#mayHelp(member, candidate));
      if (job) return [member, job];
    }
    return undefined;
  }

  #mayHelp(member: Member, job: Job): boolean {
    if (job.limit === 0 || (job.open && member.has(job))) return false;
    return member.has(job) || [...this.#members].filter((other) => other.has(job)).length < job.limit;
  }

  #nextJob(suits: (job: Job) => boolean): Job | undefined {
    const jobs = this.#jobs;
    for (let i = 0; i < jobs.length; i++) {
      const at = (this.#turn + i) % jobs.length;
      const job = jobs[at] as Job;
      if (!job.waits || !suits(job)) continue;
      this.#turn = at + 1;
      return job;
    }
    return undefined;
  }

  #send(member: Member, job: Job): void {
    job.attempt(() => {
      job.work.check();
      const task = job.take(Math.min(job.limit, this.#members.size));
      member.send(task, job.source ? undefined : this.#copyIn(task), job.out ? undefined : this.#roomFor(task));
    });
  }

  #copyIn({ job: { work, recipe }, place: { inBegin, inEnd } }: Task): Rows<ArrayBuffer> {
    const bytes = work.bytesIn(inBegin, inEnd);
    const buffer = this.#buffers.take(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return { buffer, offset: -inBegin * recipe.inSize };
  }

  #roomFor({ job: { recipe }, place: { outBegin, outEnd } }: Task): Rows<ArrayBuffer> {
    const { outSize } = recipe;
    return { buffer: this.#buffers.take((outEnd - outBegin) * outSize), offset: -outBegin * outSize };
  }

  #copyOut({ job: { work }, place: { outBegin, outEnd } }: Task, out: ArrayBuffer): void {
    const began = performance.now();
    const bytes = work.bytesOut(outBegin, outEnd);
    bytes.set(new Uint8Array(out, 0, bytes.length));
    this.#copyMs = (this.#copyMs + (performance.now() - began) / bytes.length) / 2;
  }

  #compute(task: Task): void {
    const { job, begin, end } = task;
    const began = performance.now();
    const computed = job.attempt(() => {
      job.work.check();
      job.work.run(begin, end);
    });
    if (computed) job.finish([task], performance.now() - began);
  }

  // Whether a call is the calling thread's: a small one, or any where no worker is to be had.
  #isMine(job: Job): boolean {
    return job.limit === 0 || (this.#why !== undefined && this.#hired().length === 0);
  }

  // Whether workers still start.
  #isStarting(): boolean {
    return !this.#hired().some(({ ready }) => ready);
  }

  // Whether bands are as well made here as handed out and copied back, or sooner than workers have started. Nothing is copied of
  // arrays in shared memory. What ends a worker might end this thread, too.
  #helps({ isHurt, msPerBand, work, copiedBytes }: Job): boolean {
    const ms = msPerBand * work.count;
    const isCheap = ms > 0 && ms < CHEAP * this.#copyMs * copiedBytes;
    const isSooner = ms < START_MS || this.#hired().some(({ isLate }) => isLate);
    return !isHurt && (isCheap || (isSooner && this.#isStarting()));
  }

  // One loop for all calls, so that together they leave the event loop its turns.
  async #here(): Promise<void> {
    if (this.#computes) return;
    this.#computes = true;
    const suits = (job: Job) => this.#isMine(job) || this.#helps(job);
    let helped = false;
    for (;;) {
      const job = this.#nextJob(suits);
      if (job === undefined) break;
      // Not after the last step: workerd forgets what a request waits for when that has its answer.
      if (helped || this.#turns.isOver()) {
        await this.#turns.next();
        helped = false;
        continue;
      }
      helped = !this.#isMine(job) && !this.#isStarting();
      this.#compute(helped ? job.takeRange(2 * job.limit + 2, HELP_MS) : job.takeRange(1, STEP_MS));
    }
    this.#computes = false;
  }
}
