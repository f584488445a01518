// The system's OpenCV, in a separate program that takes commands line by line: see src/bench/opencv_bench.cc.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const FLAGS = { nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic', lanczos3: 'lanczos4' };

class Program {
  #child;
  #lines;

  constructor(path) {
    this.#child = spawn(path, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask(...words) {
    this.#child.stdin.write(`${words.join(' ')}\n`);
    const { value = 'no answer' } = await this.#lines.next();
    return value;
  }

  close() {
    this.#child.stdin.end();
  }
}

function makePeer(threadsOf, suffix) {
  return {
    name: `OpenCV${suffix}`,
    kind: 'native',
    packages: {},

    async open(host) {
      const program = new Program(await host.nativeProgram());
      const scratch = host.scratchFile(`opencv${threadsOf(host)}`);
      return {
        version: await program.ask('version'),
        async prepare(test, input) {
          const flag = FLAGS[test.interpolation];
          if (flag === undefined) return undefined;
          const first = test.dataFormat === 'channels_first';
          const planes = first ? test.batch * test.channels : test.batch;
          const channels = first ? 1 : test.channels;
          writeFileSync(scratch, input);
          const order = [test.dtype, planes, test.rows, test.cols, channels, test.size, flag, threadsOf(host), scratch];
          if ((await program.ask('open', ...order)) !== 'ok') return undefined;
          return {
            how: `cv::resize ${flag}`,
            equalWork: flag === 'cubic', // another cubic (a = -0.75), the same work
            times: { inside: async (count) => Number(await program.ask('run', count)) },
            async result() {
              await program.ask('save', scratch);
              const bytes = readFileSync(scratch);
              return new input.constructor(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
            },
            close: () => program.ask('close'),
          };
        },
        close: () => program.close(),
      };
    },
  };
}

export const opencvOneThread = makePeer(() => 1, ', 1 thread');
export const opencvThreads = makePeer((host) => host.threads, '');
