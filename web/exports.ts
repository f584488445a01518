// The folded section: what the package exports (read from its types at build time) and which kernels serve it.

import functions from 'virtual:api';
import { describe } from 'upsampling2d';
import { byId, fillTable, make } from './dom.ts';

/** Text whose `quoted` parts are code. */
function withCode(text: string): HTMLElement {
  const parts = text.split('`').map((part, i) => (i % 2 ? make('code', {}, part) : part));
  return make('span', {}, ...parts);
}

function showFunctions(): void {
  const rows = functions.map(({ name, signature, text }) => [
    make('code', { className: name.startsWith('.') ? 'member' : '' }, make('b', {}, name), signature),
    withCode(text),
  ]);
  fillTable(byId('functions'), ['Name', 'What it does'], rows);
}

type Row = Record<'kernel' | 'dtype' | 'dataFormat' | 'interpolation', string>;

/** Joins the rows that differ in one field alone. */
function join(rows: Row[], field: keyof Row): Row[] {
  const joined = new Map<string, Row>();
  for (const row of rows) {
    const others = JSON.stringify({ ...row, [field]: '' });
    const known = joined.get(others);
    if (known) known[field] += `, ${row[field]}`;
    else joined.set(others, { ...row });
  }
  return [...joined.values()];
}

function showKernels(): void {
  const { kernels, simd, version } = describe();
  let rows: Row[] = kernels.map(({ kernel, dtype, dataFormat, interpolation }) => ({
    kernel,
    dtype,
    dataFormat,
    interpolation,
  }));
  for (const field of ['dataFormat', 'interpolation', 'dtype'] as const) rows = join(rows, field);
  const cells = rows
    .sort((a, b) => a.kernel.localeCompare(b.kernel))
    .map(({ kernel, dtype, dataFormat, interpolation }) => [
      make('code', {}, kernel),
      dtype,
      interpolation,
      dataFormat,
    ]);
  fillTable(byId('kernels'), ['Kernel', 'dtype', 'Interpolation', 'Layout'], cells);
  byId('kernels-note').textContent =
    `upsampling2d ${version}, ${simd ? 'SIMD' : 'scalar'}: ${kernels.length} combinations of dtype, interpolation and layout.`;
}

export function setUpExports(): void {
  showFunctions();
  const details = byId<HTMLDetailsElement>('exports');
  details.addEventListener('toggle', () => details.open && showKernels());
}
