// What the rows share.
import { arch, platform } from 'node:process';

/** A row where the package is installed and imported, and nothing else is to be done. */
export const NOTHING = 'nothing';

/** npm has each Node as a package per platform. */
export const nodePackage = (version) => `npm:node-${platform === 'win32' ? 'win' : platform}-${arch}@${version}`;

/** For tools that do not run in Node 20. */
export const NODE24 = { node24: nodePackage('24.9.0') };

/** What a server answers. */
export const text = async (url) => (await fetch(url)).text();

/** The first block of a language in the packed README. */
export function example(p, language) {
  const fences = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm');
  return p.read('node_modules/upsampling2d/README.md').match(fences)[1];
}
