// The declarations, in the ways in which TypeScript finds packages, without skipLibCheck.
import { NOTHING } from './shared.js';

const RESOLUTIONS = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  'node16, ES modules': { module: 'node16', moduleResolution: 'node16' },
  'node16, CommonJS': { module: 'node16', moduleResolution: 'node16', type: 'commonjs' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  node10: { module: 'esnext', moduleResolution: 'node10' },
};

function typeRows(version, { quick = false, node, without = [], extra = {} } = {}) {
  return Object.entries(RESOLUTIONS)
    .filter(([resolution]) => !without.includes(resolution))
    .map(([resolution, { type = 'module', ...options }]) => ({
      group: 'TypeScript, without skipLibCheck',
      name: `TypeScript ${version}, ${resolution}`,
      how: NOTHING,
      quick,
      project: `typescript-${version}`,
      tools: quick ? {} : { typescript: version },
      fixture: 'types',
      async run(p) {
        p.write('package.json', JSON.stringify({ ...JSON.parse(p.read('package.json')), type }));
        const compilerOptions = {
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: [],
          target: 'ES2022',
          lib: ['ES2022', 'DOM'],
          ...options,
          ...(resolution === 'node10' && extra),
        };
        p.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['main.ts'] }));
        await p.tool('tsc', ['-p', '.'], { node });
        // Only the compiler's word counts here.
        return undefined;
      },
    }));
}

export const typescript = [
  ...typeRows('5.0.4'),
  ...typeRows('5.4.5'),
  ...typeRows('5.9.3'),
  ...typeRows('6.0.3', { quick: true, extra: { ignoreDeprecations: '6.0' } }),
  ...typeRows('7.0.2', { without: ['node10'] }),
];
