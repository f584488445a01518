// Tries one row of the matrix: its project is made, its program run, and its numbers are compared.
import { checkNumbers } from './numbers.js';
import { Project } from './project.js';

/** Rejects with what went wrong. Rows about types return nothing: there the compiler's silence is the answer. */
export async function tryRow(row, tarball) {
  const output = await row.run(await Project.open(row, tarball));
  if (output === undefined) return;
  for (const text of [output].flat()) checkNumbers(text);
}
