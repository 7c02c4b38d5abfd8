/** What the global scope of a layer holds beyond the language: the compiler sees no other names. */
export type Platform = 'none' | 'shared' | 'node' | 'vscode' | 'browser';

export type Layer = {
  /** A folder relative to the repository. */
  readonly path: string;
  /** The layers that it may import by value. */
  readonly layers: readonly string[];
  /** The layers of which it may import types only. */
  readonly types?: readonly string[];
  /** The packages that it may import; `node:*` are the modules of Node, `@scope/*` all packages of a scope. */
  readonly packages: readonly string[];
  readonly platform: Platform;
  /** What the linter says of an import that is not allowed: where the code belongs. */
  readonly advice: string;
};

/**
 * Modules and their allowed dependencies. The import test, the linter's configuration and the test of the compiler's
 * projects read this table; `docs/architecture.md` explains it.
 */
export const layers: readonly Layer[] = [
  {
    path: 'src/common',
    layers: [],
    packages: [],
    platform: 'shared',
    advice: 'src/common imports nothing but itself: what needs more belongs in a layer above.',
  },
  {
    path: 'src/model',
    layers: ['src/common'],
    packages: [],
    platform: 'none',
    advice: 'src/model is pure and knows only src/common: I/O belongs in a layer above.',
  },
  {
    path: 'src/protocol',
    layers: ['src/model', 'src/common'],
    packages: [],
    platform: 'none',
    advice: 'src/protocol holds plain types, and knows only src/model and src/common.',
  },
  {
    path: 'src/pinecone',
    layers: ['src/model', 'src/common'],
    packages: ['node:*', 'undici', 'valibot'],
    platform: 'node',
    advice:
      'src/pinecone is the REST client: it knows only src/model, src/common, node and undici.',
  },
  {
    path: 'src/embedding',
    layers: ['src/model', 'src/common'],
    packages: ['node:*', 'valibot'],
    platform: 'node',
    advice:
      'src/embedding is the client of embedding servers: it knows only src/model, src/common and node.',
  },
  {
    path: 'src/services',
    layers: ['src/model', 'src/common', 'src/protocol'],
    types: ['src/pinecone', 'src/embedding'],
    packages: [],
    platform: 'shared',
    advice:
      'Services know neither VS Code nor node nor the network, and only types of src/pinecone: take an interface in the constructor.',
  },
  {
    path: 'src/parquet',
    layers: ['src/model', 'src/common'],
    packages: ['node:*', 'hyparquet', 'hyparquet-writer'],
    platform: 'node',
    advice:
      'src/parquet reads and writes files: it knows only src/model, src/common, node, hyparquet and hyparquet-writer.',
  },
  {
    path: 'src/engine',
    layers: ['src/parquet', 'src/model', 'src/common'],
    packages: [
      'node:*',
      'hono',
      '@hono/node-server',
      '@huggingface/tokenizers',
      'onnxruntime-web',
      'stemmer',
      'valibot',
      'umap-js',
    ],
    platform: 'node',
    advice:
      'The engine is a program of its own: it knows only src/parquet, src/model, src/common, node and its own packages.',
  },
  {
    path: 'src/local',
    layers: ['src/parquet', 'src/model', 'src/common'],
    packages: ['node:*'],
    platform: 'node',
    advice:
      'src/local starts the engine by file name: it knows only src/parquet, src/model, src/common and node.',
  },
  {
    path: 'src/headless',
    layers: [
      'src/services',
      'src/local',
      'src/pinecone',
      'src/embedding',
      'src/model',
      'src/protocol',
      'src/common',
    ],
    packages: ['node:*'],
    platform: 'node',
    advice: 'src/headless holds programs without a window: they use services, and no VS Code.',
  },
  {
    path: 'src/vscode',
    layers: ['src/services', 'src/model', 'src/protocol', 'src/common'],
    packages: ['vscode', 'node:*', 'valibot'],
    platform: 'vscode',
    advice: 'src/vscode reaches the network and the engine through src/services.',
  },
  {
    path: 'src/extension',
    layers: [
      'src/vscode',
      'src/services',
      'src/local',
      'src/pinecone',
      'src/embedding',
      'src/model',
      'src/protocol',
      'src/common',
    ],
    packages: ['vscode', 'node:*'],
    platform: 'vscode',
    advice: 'The extension starts the engine by file name, and uses packages through the layers.',
  },
  {
    path: 'webview',
    layers: ['src/protocol', 'src/model', 'src/common'],
    packages: ['preact', '@codemirror/*', '@vscode/webview-ui-toolkit'],
    platform: 'browser',
    advice:
      'Webviews draw: they share only src/protocol, src/model and src/common with the host, and see neither node nor vscode.',
  },
];

/** Returns the layer that a source file belongs to, or nothing for a file of no layer, such as a test. */
export function layerOf(file: string): Layer | undefined {
  return layers.find(({ path }) => file.startsWith(`${path}/`));
}

/** Whether the name of a package, as an import writes it, stands in a layer's list. */
export function allowsPackage({ packages }: Layer, name: string): boolean {
  return packages.some((allowed) =>
    allowed.endsWith('*')
      ? name.startsWith(allowed.slice(0, -1))
      : name === allowed || name.startsWith(`${allowed}/`),
  );
}
