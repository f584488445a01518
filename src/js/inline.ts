// The same exports, for the build whose one file contains the module.
export * from './index.js';
