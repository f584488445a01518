// npm run fuzz [seconds]: builds the fuzzers and lets each run for that long, 60 s by default.
import { readdirSync } from 'node:fs';
import { buildNative } from './build.mjs';
import { main, root, run } from './run.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  const seconds = Number(process.argv[2] ?? 60);
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new Error(`Expected a number of seconds but received ${process.argv[2]}`);
  await setup();
  await buildNative('fuzz');
  const programs = readdirSync(new URL('build/fuzz/', root)).filter((name) => /^fuzz_\w+$|_fuzz$/.test(name));
  if (programs.length === 0) throw new Error('build/fuzz has no fuzzer');
  for (const program of programs) {
    console.log(`\n== ${program}, ${seconds} s`);
    await run(`build/fuzz/${program}`, [`-max_total_time=${seconds}`, `-artifact_prefix=build/fuzz/`]);
  }
});
