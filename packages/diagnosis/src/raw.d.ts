// Vite's own form of a text import; tsup gets it from the plugin in tsup.config.ts.
declare module '*?raw' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: a text import has nothing but its default
  export default text;
}
