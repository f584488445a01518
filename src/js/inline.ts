// The declarations of upsampling2d/inline: the same exports as the package's own.
export * from './index.js';
