import esbuild from 'esbuild';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

type Outputs = esbuild.Metafile['outputs'];

const importOfChunk = /\bimport\s*(?:\{([^}]*)\}\s*from\s*)?"\.\/([\w-]+\.js)"/g;

/**
 * Joins a view's entry file with all chunks that it imports from the start, so that a view reads one file before it
 * draws. Parts that are loaded later import what they share from the entry file.
 */
export function firstCodeInOneFile(): esbuild.Plugin {
  return {
    name: 'first-code-in-one-file',
    setup(build) {
      build.onEnd(async ({ metafile, errors }) => {
        if (metafile === undefined || errors.length > 0) return;
        for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
          const isView = entryPoint !== undefined && /\/main\.tsx?$/.test(entryPoint);
          if (isView) await joinFirstCode(metafile.outputs, file, build.initialOptions);
        }
      });
    },
  };
}

async function joinFirstCode(
  outputs: Outputs,
  entry: string,
  { minify, sourcemap }: esbuild.BuildOptions,
): Promise<void> {
  const chunks = [...reachedAtOnce(outputs, entry)].filter((file) => file !== entry);
  if (chunks.length === 0) return;
  const folder = path.dirname(entry);
  const prefixOf = new Map(chunks.map((file, at) => [path.basename(file), `c${at}_`]));
  const shared = chunks.map((file) => reExport(file, outputs[file]?.exports ?? [], prefixOf));
  await esbuild.build({
    stdin: {
      contents: [`export * from './${path.basename(entry)}';`, ...shared].join('\n'),
      resolveDir: folder,
    },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    ...(minify !== undefined && { minify }),
    ...(sourcemap !== undefined && { sourcemap }),
    allowOverwrite: true,
    outfile: entry,
    plugins: [leavesLaterParts()],
  });
  const later = Object.keys(outputs).filter(
    (file) => file.endsWith('.js') && file !== entry && !chunks.includes(file),
  );
  for (const file of later) {
    const code = await readFile(file, 'utf8');
    await writeFile(file, importFromEntry(code, path.basename(entry), prefixOf));
  }
  for (const file of chunks) {
    await rm(file);
    await rm(`${file}.map`, { force: true });
  }
}

/** Returns the code with imports of the joined chunks replaced by imports of the entry file. */
export function importFromEntry(
  code: string,
  entry: string,
  prefixOf: ReadonlyMap<string, string>,
): string {
  return code.replaceAll(importOfChunk, (all, names: string | undefined, file: string) => {
    const prefix = prefixOf.get(file);
    if (prefix === undefined) return all;
    if (names === undefined) return `import"./${entry}"`;
    const prefixed = names
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map((one) => {
        const [name = '', local = name] = one.split(/\s+as\s+/);
        return `${prefix}${name} as ${local}`;
      });
    return `import{${prefixed.join(',')}}from"./${entry}"`;
  });
}

function reExport(
  file: string,
  names: readonly string[],
  prefixOf: ReadonlyMap<string, string>,
): string {
  const name = path.basename(file);
  const renamed = names.map((one) => `${one} as ${prefixOf.get(name)}${one}`);
  return `export { ${renamed.join(', ')} } from './${name}';`;
}

/** Returns the entry and the files that it imports statically, directly or indirectly. */
function reachedAtOnce(outputs: Outputs, entry: string): ReadonlySet<string> {
  const reached = new Set([entry]);
  // A set goes on to what is added on the way.
  for (const file of reached) {
    for (const { path: imported, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement') reached.add(imported);
    }
  }
  return reached;
}

function leavesLaterParts(): esbuild.Plugin {
  return {
    name: 'leaves-later-parts',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ kind, path: imported }) =>
        kind === 'dynamic-import' ? { path: imported, external: true } : undefined,
      );
    },
  };
}
