// Builds the engine as one file, which runs with Node alone: threads, kernels and version are inside.
import esbuild from 'esbuild';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EmbeddedFiles } from '../src/engine/packaging/engineFiles.ts';
import { inRepository } from './repository.ts';

export const singleFileName = 'vectorscope-engine.mjs';

const kernels = ['kernel-relaxed.wasm', 'kernel.wasm', 'map-relaxed.wasm', 'map.wasm', 'json.wasm'];

/** Builds `vectorscope-engine.mjs` into `folder`. `kernelFolder` holds the compiled kernels. Returns the file. */
export async function buildSingleFile(folder: string, kernelFolder: string): Promise<string> {
  const outfile = path.join(folder, singleFileName);
  await esbuild.build({
    absWorkingDir: inRepository(),
    entryPoints: ['src/engine/singleFile.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    legalComments: 'inline',
    // A stack trace shows the line, which would be the whole file.
    lineLimit: 300,
    logLevel: 'silent',
    define: { vectorscopeEmbeddedFiles: JSON.stringify(await embeddedFiles(kernelFolder)) },
    plugins: [recentModules],
  });
  return outfile;
}

/**
 * Takes modules that older versions of Node lack, or have only in part, from the process where they are used. Such a Node
 * would refuse the whole file otherwise, before the engine can say which Node it needs.
 */
const recentModules: esbuild.Plugin = {
  name: 'recent-modules',
  setup(build) {
    build.onResolve({ filter: /^node:(sqlite|zlib)$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'recent',
    }));
    build.onLoad({ filter: /.*/, namespace: 'recent' }, ({ path: name }) => ({
      contents: `module.exports = process.getBuiltinModule('${name}') ?? {};`,
    }));
  },
};

async function embeddedFiles(kernelFolder: string): Promise<EmbeddedFiles> {
  const texts = kernels.map(async (name) => {
    const bytes = await readFile(path.join(kernelFolder, name));
    return [name, bytes.toString('base64')] as const;
  });
  const { version } = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as {
    version: string;
  };
  return { version, kernels: Object.fromEntries(await Promise.all(texts)) };
}
