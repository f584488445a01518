// The same exports for the build that carries the module inside: one file, nothing to find.
export * from './index.js';
