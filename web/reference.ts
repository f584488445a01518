// The folded section: what the package exports (read from its types at build time) and which kernel serves what.

import functions from 'virtual:api';
import { describe } from 'upsampling2d';
import { byId, make } from './dom.ts';

function fill(table: HTMLElement, heads: string[], rows: (Node | string)[][]): void {
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  const body = rows.map(([first, ...rest]) =>
    make('tr', {}, make('th', { scope: 'row' }, first ?? ''), ...rest.map((cell) => make('td', {}, cell))),
  );
  table.replaceChildren(make('thead', {}, head), make('tbody', {}, ...body));
}

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
  fill(byId('functions'), ['Name', 'What it does'], rows);
}

/** Rows that read alike become one: 208 cells are really a handful of kernels. */
function showKernels(): void {
  const { kernels, simd, version } = describe();
  const grouped = new Map<string, { dtypes: Set<string>; formats: Set<string>; names: Set<string> }>();
  for (const { dtype, dataFormat, interpolation, kernel } of kernels) {
    const group = grouped.get(kernel) ?? { dtypes: new Set(), formats: new Set(), names: new Set() };
    group.dtypes.add(dtype);
    group.formats.add(dataFormat);
    group.names.add(interpolation);
    grouped.set(kernel, group);
  }
  const list = (items: Set<string>) => [...items].join(', ');
  const rows = [...grouped].map(([kernel, { dtypes, formats, names }]) => [
    make('code', {}, kernel),
    list(dtypes),
    list(formats),
    list(names),
  ]);
  fill(byId('kernels'), ['Kernel', 'dtype', 'Layout', 'Interpolation'], rows);
  byId('kernels-note').textContent =
    `upsampling2d ${version}, ${simd ? 'SIMD' : 'scalar'}: ${kernels.length} combinations of dtype, layout and interpolation, ${grouped.size} kernels.`;
}

export function setUpReference(): void {
  showFunctions();
  const details = byId<HTMLDetailsElement>('reference');
  details.addEventListener('toggle', () => details.open && showKernels());
}
