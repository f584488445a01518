// The tests are plain ES modules that import the built package by its own name, so nothing is transformed;
// NODE_OPTIONS=--experimental-vm-modules is set by src/tools/test.mjs.
export default {
  testEnvironment: 'node',
  transform: {},
  testMatch: ['<rootDir>/js-tests/**/*.test.js'],
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/'],
  testTimeout: 120_000,
};
