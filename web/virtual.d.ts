// The modules that web/build-data.ts makes at build time.

declare module 'virtual:photos' {
  const photos: { file: string; title: string; width: number; height: number; terms: string }[];
  export default photos;
}

declare module 'virtual:api' {
  const entries: { name: string; signature: string; text: string }[];
  export default entries;
}

declare module 'virtual:model' {
  const url: string;
  export default url;
}
