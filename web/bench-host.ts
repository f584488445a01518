// Where this page finds the peers: in a folder beside it, which only `npm run bench -- --browser` and `--serve` make.

const FOLDER = new URL('./peers/', document.baseURI);
const fileOf = (name: string) => new URL(`${name.replace(/[^\w.-]/g, '_')}.js`, FOLDER).href;
const assetOf = (name: string) => new URL(`assets/${name}`, FOLDER).href;

/** What peers ask for, in a page. */
export const host = {
  browser: true,
  threads: navigator.hardwareConcurrency,
  load: (name: string): Promise<unknown> => import(/* @vite-ignore */ fileOf(name)),
  loadBundle: (name: string): Promise<unknown> => import(/* @vite-ignore */ fileOf(name)),
  loadAsset: (name: string): Promise<unknown> => import(/* @vite-ignore */ assetOf(name)),
  folder: (name: string) => `${assetOf(name)}/`,
  bytes: async (name: string) => (await fetch(assetOf(name))).arrayBuffer(),
};

/** The names of the peers that are there. */
export async function installedPeers(): Promise<string[]> {
  const response = await fetch(new URL('peers.json', FOLDER));
  return response.ok ? response.json() : [];
}

/** The module as a build without SIMD has it. */
export async function loadScalarModule(): Promise<unknown> {
  const { default: createModule } = await import(/* @vite-ignore */ new URL('scalar/upsampling2d.mjs', FOLDER).href);
  const bytes = fetch(new URL('scalar/upsampling2d.wasm', FOLDER));
  const compiled = await WebAssembly.compileStreaming(bytes);
  return createModule({
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
      WebAssembly.instantiate(compiled, imports).then(receive);
      return {};
    },
  });
}
