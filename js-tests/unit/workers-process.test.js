// The pool and its process in Node: how both end, and what stands beside it.
import { runNode } from '../helpers/child.js';
import { inPool, START } from '../helpers/pool-programs.js';

describe('the process', () => {
  const program = (end) =>
    runNode(['--input-type=module', '-e', `${START} setWorkers({ count: 2, idle: 600000 });\n${end}`]);

  test('ends although idle workers stand', async () => {
    const { code, stdout, stderr } = await program(
      `await layer.applyAsync(big); console.log(describe().workers.count);`,
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '2\n', stderr: '' });
  });

  test('stays until a call is done that nobody awaits', async () => {
    const { code, stdout, stderr } = await program(`layer.applyAsync(big).then(() => console.log('done'));`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
  });

  test('can be ended while workers work', async () => {
    const { code, stdout, stderr } = await program(
      `layer.applyAsync(big, { onProgress() { console.log('working'); process.exit(5); } });`,
    );
    expect({ code, stdout, stderr }).toEqual({ code: 5, stdout: 'working\n', stderr: '' });
  });

  test('workers end when they are idle, and start again', async () => {
    const result = await inPool(`
      setWorkers({ count: 2, idle: 50 });
      await layer.applyAsync(big);
      const { count } = describe().workers;
      while (describe().workers.count > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      report([count, same(await layer.applyAsync(big), wanted)]);`);
    expect(result).toEqual([2, true]);
  });

  test('two copies of the package have a pool each', async () => {
    const result = await inPool(`
      const { createRequire } = await import('node:module');
      const other = createRequire(import.meta.url)('upsampling2d');
      await other.init();
      const twin = new other.UpSampling2D({ size: 2, interpolation: 'lanczos3', dataFormat: 'channels_last' });
      const results = await Promise.all([layer.applyAsync(big), twin.applyAsync(big)]);
      await closeWorkers();
      report([...results.map((result) => same(result, wanted)), describe().workers.count, other.describe().workers.count > 0]);`);
    expect(result).toEqual([true, true, 0, true]);
  });

  test('nothing is registered on the process', async () => {
    const [before, after] = await inPool(`
      const names = () => process.eventNames().map(String).sort();
      const before = names();
      await layer.applyAsync(big);
      report([before, names()]);`);
    expect(after).toEqual(before);
  });
});
