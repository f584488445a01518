// Where this page finds the peers: in a folder beside it, which only `npm run bench -- --browser` and `--serve` make.

import { loadBuild } from '#bench/build.js';
import { bundleFile, COMPLETE_FILE } from '#bench/page-files.js';

const FOLDER = new URL('./peers/', document.baseURI);
const fileOf = (name: string) => new URL(bundleFile(name), FOLDER).href;
const assetOf = (name: string) => new URL(`assets/${name}`, FOLDER).href;

const readBytes = async (url: string | URL) => (await fetch(url)).arrayBuffer();

/** The functions that peers need, in a page. */
export const host = {
  browser: true,
  threads: navigator.hardwareConcurrency,
  load: (name: string): Promise<unknown> => import(/* @vite-ignore */ fileOf(name)),
  loadBundle: (name: string): Promise<unknown> => import(/* @vite-ignore */ fileOf(name)),
  loadAsset: (name: string): Promise<unknown> => import(/* @vite-ignore */ assetOf(name)),
  folder: (name: string) => `${assetOf(name)}/`,
  bytes: (name: string) => readBytes(assetOf(name)),
};

/** The names of the peers that are there. */
export async function installedPeers(): Promise<string[]> {
  const response = await fetch(new URL(COMPLETE_FILE, FOLDER));
  return response.ok ? response.json() : [];
}

/** The build without SIMD. */
export const loadScalarBuild = () => loadBuild(new URL('scalar/', FOLDER), readBytes);
