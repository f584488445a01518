// The numbers of workers are those of the calling thread, bit for bit, in every mode of the pool.
import { fileURLToPath } from 'node:url';
import { runNode } from '../helpers/child.js';

const PROGRAM = fileURLToPath(new URL('../helpers/pool-cells.js', import.meta.url));

test.each(['shared', 'transfer', 'none'])(
  'applyAsync and gradientAsync give the bits of apply and gradient: %s',
  async (mode) => {
    const { code, stdout, stderr } = await runNode([PROGRAM, mode]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { calls, pooled, modes, differences } = JSON.parse(stdout);
    expect(differences).toEqual([]);
    expect(calls).toBeGreaterThan(500);
    if (mode === 'none') expect(pooled).toBe(0);
    else expect(pooled).toBeGreaterThan(calls / 2);
    expect(modes).toContain(mode);
  },
);
