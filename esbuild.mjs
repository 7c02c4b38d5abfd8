// Builds every bundle: `node esbuild.mjs [--watch] [--tests] [--production]`.
import esbuild from 'esbuild';
import { copyFileSync, globSync, rmSync } from 'node:fs';
import { buildKernels } from './scripts/buildKernels.ts';
import { engineBundleOptions, engineEntryPoints } from './scripts/engineBundle.ts';
import { firstCodeInOneFile } from './scripts/package/firstCode.ts';
import { writeNotices } from './scripts/package/notices.ts';
import { buildSingleFile } from './scripts/singleFile.ts';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const common = {
  bundle: true,
  sourcemap: !production,
  minify: production,
  legalComments: 'none',
  logLevel: 'silent',
  logOverride: { 'import-is-undefined': 'error' },
  metafile: true,
  plugins: [problemMatcher()],
};

const bundles = [
  {
    // The extension host. undici stays outside: VS Code looks at what extensions require of it, and it loads when needed.
    ...common,
    entryPoints: { extension: 'src/extension/main.ts' },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'undici'],
    plugins: [...common.plugins, vscodeOnce()],
    outdir: 'dist',
  },
  {
    // The local engine and its threads.
    ...common,
    ...engineBundleOptions,
    entryPoints: engineEntryPoints,
    outdir: 'dist',
  },
  {
    // Studies without a window, which plain Node alone runs, and the thread of their statistics.
    ...common,
    entryPoints: {
      study: 'src/headless/study/main.ts',
      notebook: 'src/headless/notebook/main.ts',
      statistics: 'src/local/statistics/statisticsThread.ts',
    },
    platform: 'node',
    target: 'node22',
    format: 'esm',
    outdir: 'dist',
  },
  // One for each view: what they have in common would be small files that both wait for.
  ...[
    {
      notebook: 'webview/notebook/main.tsx',
      mapCell: 'webview/notebook/map/mapCell.css',
      hitPane: 'webview/notebook/query/hitPane.css',
      analysis: 'webview/notebook/analysis/analysis.css',
      judging: 'webview/shared/judging/judging.css',
    },
    { map: 'webview/map/main.tsx' },
    { records: 'webview/records/main.tsx' },
    { study: 'webview/study/main.tsx' },
  ].map((entryPoints) => ({
    ...common,
    entryPoints,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // What a view loads later are files of their own.
    splitting: true,
    plugins: [...common.plugins, firstCodeInOneFile()],
    chunkNames: `${Object.keys(entryPoints)[0]}-[name]-[hash]`,
    outdir: 'dist/webview',
  })),
];

if (process.argv.includes('--tests')) {
  rmSync('out/host', { recursive: true, force: true });
  bundles.push({
    // The suite that runs inside VS Code, whichever runner starts it.
    ...common,
    entryPoints: ['test/host/suite.ts', ...globSync('test/host/*.test.ts')],
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha', 'undici'],
    outdir: 'out/host',
  });
}

// The names of parts change with their text.
rmSync('dist/webview', { recursive: true, force: true });
if (production) for (const map of globSync('dist/**/*.map')) rmSync(map);

await buildKernels('dist');
// Runs sentence models; its module is part of the bundle.
copyFileSync(
  'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  'dist/ort-wasm-simd-threaded.wasm',
);

if (watch) {
  const contexts = await Promise.all(bundles.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.allSettled(bundles.map((options) => esbuild.build(options)));
  if (results.some((result) => result.status === 'rejected')) process.exitCode = 1;
  else await writeNotices(shippedMetafiles(results), 'dist');
  // For machines without the extension: the package does not contain it.
  await buildSingleFile('dist', 'dist');
}

/** What users get: the suites of tests are built elsewhere. */
function shippedMetafiles(results) {
  const metafiles = results.map(({ value }) => value.metafile);
  return metafiles.filter(({ outputs }) =>
    Object.keys(outputs).every((file) => file.startsWith('dist/')),
  );
}

/**
 * Lets all files share one namespace object of VS Code's API. By itself esbuild copies all of its 400 members for every
 * file that imports it, which is most of the time of an activation.
 */
function vscodeOnce() {
  const namespace = 'vscode-once';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /^vscode$/ }, ({ importer, namespace: from }) =>
        from === namespace && importer === 'vscode'
          ? { path: 'vscode', external: true }
          : { path: 'vscode', namespace },
      );
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents: "export * from 'vscode';" }));
    },
  };
}

/** Prints what the problem matcher of .vscode/tasks.json reads. */
function problemMatcher() {
  return {
    name: 'problem-matcher',
    setup(build) {
      build.onStart(() => {
        if (watch) console.log('[watch] build started');
      });
      build.onEnd(({ errors, warnings }) => {
        for (const { text, location } of [...errors, ...warnings]) {
          console.error(`✘ [ERROR] ${text}`);
          if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
        }
        if (watch) console.log('[watch] build finished');
      });
    },
  };
}
