/**
 * Types of the single word lists inside the zxcvbn packages. The packages' main files load every list at once, of which
 * surnames and Wikipedia's words alone double the memory and the download; see strength.ts.
 */
declare module '@zxcvbn-ts/language-*.json.mjs' {
  const words: string[];

  // biome-ignore lint/style/noDefaultExport: describes what the package exports
  export { words as default };
}

declare module '@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs' {
  const graphs: import('@zxcvbn-ts/core').OptionsGraph;

  // biome-ignore lint/style/noDefaultExport: describes what the package exports
  export { graphs as default };
}
