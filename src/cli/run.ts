// All files of a call: some at a time, one failure not in the way of the rest, and a report at the end.
import { availableParallelism } from 'node:os';
import { closeWorkers, init, setWorkers, version } from 'upsampling2d';
import { sentenceFor } from './failure.js';
import { type JobRun, type Outcome, runJob } from './job.js';
import { type Pair, pairsFor, STANDARD } from './names.js';
import { checkFilter, type Settings } from './options.js';
import { Kept } from './output.js';
import { openProgress, type Progress } from './progress.js';

type Status = 'done' | 'planned' | 'kept' | 'failed';

interface Entry extends Pair {
  readonly status: Status;
  readonly seconds: number;
  readonly outcome?: Outcome;
  readonly error?: string;
}

const MOST_JOBS = 4;

const shapeText = (kind: Outcome['kind'], sides: readonly number[]) =>
  kind === 'picture' ? sides.join(' x ') : `[${sides.join(', ')}]`;

function outcomeLine({ input, output, seconds, status, outcome }: Entry): string {
  if (outcome === undefined) return '';
  const { kind, from, to, notes } = outcome;
  const [source, target] = [
    input === STANDARD ? 'standard input' : input,
    output === STANDARD ? 'standard output' : output,
  ];
  const what = `${source} -> ${target}  ${shapeText(kind, from)} -> ${shapeText(kind, to)}`;
  const time = status === 'planned' ? '' : `  ${seconds.toFixed(1)} s`;
  return [`${what}${time}`, ...notes.map((note) => `  ${source}: ${note}`)].join('\n');
}

function count(entries: readonly Entry[], status: Status): number {
  return entries.filter((entry) => entry.status === status).length;
}

function summaryLine(entries: readonly Entry[], seconds: number): string {
  const words = { done: 'made', planned: 'would be made', kept: 'kept as they were', failed: 'failed' };
  const parts = (Object.keys(words) as Status[])
    .map((status) => [count(entries, status), words[status]] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`);
  return `${parts.join(', ')} in ${seconds.toFixed(1)} s`;
}

function reportText(entries: readonly Entry[], seconds: number): string {
  const files = entries.map(({ outcome, ...entry }) => ({ ...entry, ...outcome }));
  const counts = Object.fromEntries(
    (['done', 'planned', 'kept', 'failed'] as const).map((status) => [status, count(entries, status)]),
  );
  return `${JSON.stringify({ version, ...counts, seconds, files }, null, 2)}\n`;
}

async function runOne(
  pair: Pair,
  settings: Settings,
  progress: Progress,
  run: Omit<JobRun, 'onStage'>,
): Promise<Entry> {
  const begin = performance.now();
  const file = progress.start(pair.input);
  const seconds = () => Math.round(performance.now() - begin) / 1000;
  try {
    const outcome = await runJob(pair, settings, { ...run, onStage: (name, done) => file.stage(name, done) });
    return { ...pair, status: settings.dryRun ? 'planned' : 'done', seconds: seconds(), outcome };
  } catch (error) {
    run.signal.throwIfAborted();
    const status = error instanceof Kept ? 'kept' : 'failed';
    return { ...pair, status, seconds: seconds(), error: sentenceFor(error, pair.input) };
  } finally {
    file.end();
  }
}

async function runAll(pairs: readonly Pair[], jobs: number, one: (pair: Pair) => Promise<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  const queue = pairs.entries();
  const work = async () => {
    for (const [i, pair] of queue) entries[i] = await one(pair);
  };
  await Promise.all(Array.from({ length: Math.min(jobs, pairs.length) }, work));
  return entries;
}

interface Shares {
  readonly jobs: number;
  readonly codecThreads: number;
}

/** Shares the machine out: several files at a time keep it busier than several threads on one. */
async function prepare(settings: Settings, files: number): Promise<Shares> {
  const { jobs, workers } = settings;
  const cores = availableParallelism();
  const atOnce = Math.min(jobs ?? Math.min(cores, MOST_JOBS), files);
  if (workers !== undefined && workers > 0) setWorkers({ count: workers });
  await init();
  checkFilter(settings);
  return { jobs: atOnce, codecThreads: Math.max(1, Math.floor(cores / atOnce)) };
}

/** Does what the command line says. Resolves with the exit code; rejects with a UsageError, or the signal's reason. */
export async function run(settings: Settings, signal: AbortSignal): Promise<number> {
  const begin = performance.now();
  const pairs = await pairsFor(settings);
  const { jobs, codecThreads } = await prepare(settings, pairs.length);
  const { quiet, json } = settings;
  const progress = openProgress(pairs.length, Boolean(process.stderr.isTTY) && !quiet && !json);
  let entries: Entry[];
  try {
    entries = await runAll(pairs, jobs, async (pair) => {
      signal.throwIfAborted();
      const entry = await runOne(pair, settings, progress, { signal, codecThreads });
      if (entry.error !== undefined) progress.line(`upsampling2d: ${entry.error}`);
      else if (!quiet && !json) progress.line(outcomeLine(entry));
      return entry;
    });
  } finally {
    progress.close();
    closeWorkers();
  }
  const seconds = Math.round(performance.now() - begin) / 1000;
  if (json) process.stdout.write(reportText(entries, seconds));
  else if (!quiet && entries.length > 1) process.stderr.write(`${summaryLine(entries, seconds)}\n`);
  return entries.every(({ status }) => status === 'done' || status === 'planned') ? 0 : 1;
}
