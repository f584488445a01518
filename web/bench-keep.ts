// A result of the bench page as text for others, and as the end of a link that brings it back.
import type { CaseResult } from '#bench/contest.js';
import { casesTable, markdown, scalingTable, tfjsTable, workersTable } from '#bench/report.js';
import { type runWorkersCase, WORKERS } from '#bench/workers.js';
import type { Series } from './bench-charts.ts';
import { type VideoResult, videoTable } from './bench-video.ts';

/** Milliseconds of TensorFlow.js alone and with the adapter. */
export interface TfjsResult {
  backend: string;
  name: string;
  stock: number;
  ours: number;
}

/** Everything that was measured, and where. */
export interface Kept {
  agent: string;
  version: string;
  cases: CaseResult[];
  workers: Awaited<ReturnType<typeof runWorkersCase>>[];
  video: VideoResult[];
  tfjs: TfjsResult[];
  series: Series[];
}

const MARK = '#result=';

const through = async (bytes: BlobPart, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** The link of this page that shows the result. */
export async function linkOf(kept: Kept): Promise<string> {
  const packed = await through(JSON.stringify(kept), new CompressionStream('deflate-raw'));
  const letters = Array.from(packed, (byte) => String.fromCharCode(byte)).join('');
  const text = btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${location.href.replace(/#.*/, '')}${MARK}${text}`;
}

/** The result that a link carries, or undefined. */
export async function keptIn(hash: string): Promise<Kept | undefined> {
  if (!hash.startsWith(MARK)) return undefined;
  try {
    const letters = atob(hash.slice(MARK.length).replaceAll('-', '+').replaceAll('_', '/'));
    const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await through(packed, new DecompressionStream('deflate-raw'))));
  } catch (error) {
    throw new Error('The result in this link cannot be read: a part of it may be missing.', { cause: error });
  }
}

/** The result as text, with tables in Markdown. */
export function textOf({ agent, version, cases, workers, video, tfjs, series }: Kept): string {
  const tables = [
    cases.length > 0 && casesTable(cases),
    workers.length > 0 && workersTable(workers, WORKERS),
    video.length > 0 && videoTable(video),
    tfjs.length > 0 && tfjsTable(tfjs),
    series.length > 0 && scalingTable(series),
  ];
  return [`upsampling2d ${version} in ${agent}`, ...tables.flatMap((table) => (table ? [markdown(table)] : []))].join(
    '\n\n',
  );
}
