// Test runners, which put globals of their own around Node.
import { NODE24, NOTHING } from './shared.js';

const JEST = { jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' };
const VM_MODULES = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };

function jestRow(format, environment, quick = false) {
  const file = { 'ES modules': 'esm.spec.js', CommonJS: 'cjs.spec.cjs' }[format];
  return {
    group: 'Test runners',
    name: `Jest 30, ${format}, ${environment}`,
    how: NOTHING,
    quick,
    project: quick ? 'jest-local' : 'jest',
    tools: quick ? {} : JEST,
    fixture: 'jest',
    async run(p) {
      const config = {
        transform: {},
        testEnvironment: environment,
        testMatch: [`<rootDir>/${file}`],
        rootDir: p.folder,
        modulePathIgnorePatterns: [],
      };
      p.write('jest.config.json', JSON.stringify(config));
      // A run from another one's folder would take that one's results.
      return p.tool('jest', ['--config', 'jest.config.json', '--no-cache', '--colors=false'], {
        env: format === 'CommonJS' ? {} : VM_MODULES,
      });
    },
  };
}

const VITEST_3 = { vitest: '3.2.7', jsdom: '26.1.0', 'happy-dom': '20.14.6' };
const VITEST_5 = { ...NODE24, vitest: '5.1.1', jsdom: '26.1.0', 'happy-dom': '20.14.6' };

function vitestRow(version, what, options, { tools, node }) {
  return {
    group: 'Test runners',
    name: `Vitest ${version}, ${what}`,
    how: NOTHING,
    project: `vitest-${version}`,
    tools,
    fixture: 'vitest',
    async run(p) {
      p.remove('result.txt');
      const config = { test: { include: ['vitest.spec.js'], ...options } };
      p.write('vitest.config.js', `export default ${JSON.stringify(config)};`);
      await p.tool('vitest', ['run'], { node: p.node(node) });
      return p.read('result.txt');
    },
  };
}

function vitestRows(version, setting) {
  return [
    vitestRow(version, 'node', { environment: 'node' }, setting),
    vitestRow(version, 'jsdom', { environment: 'jsdom' }, setting),
    vitestRow(version, 'happy-dom', { environment: 'happy-dom' }, setting),
    vitestRow(version, 'vmThreads, jsdom', { environment: 'jsdom', pool: 'vmThreads' }, setting),
    vitestRow(
      version,
      'node, the package inlined',
      { environment: 'node', server: { deps: { inline: ['upsampling2d'] } } },
      setting,
    ),
    vitestRow(
      version,
      'jsdom, the package inlined',
      { environment: 'jsdom', server: { deps: { inline: ['upsampling2d'] } } },
      setting,
    ),
  ];
}

export const runners = [
  jestRow('ES modules', 'node', true),
  jestRow('CommonJS', 'node', true),
  jestRow('ES modules', 'jsdom'),
  jestRow('CommonJS', 'jsdom'),
  ...vitestRows('3', { tools: VITEST_3 }),
  ...vitestRows('5', { tools: VITEST_5, node: 'node24' }),
];
