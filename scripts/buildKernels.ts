// Compiles the engine's kernels from AssemblyScript into a folder.
import { main as compileAssembly, version } from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiles into `folder` what is not there yet for these sources; several processes may do so at once. */
export async function buildKernels(
  folder: string,
  builds: readonly KernelBuild[] = kernels,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const kernel of builds) {
    const files = await readSources([...kernel.sources, shared]);
    const hash = hashOf(kernel, files);
    const file = path.join(folder, kernel.file);
    const stamp = path.join(folder, `.${kernel.file}.hash`);
    if (existsSync(file) && (await readFile(stamp, 'utf8').catch(() => '')) === hash) continue;
    await write(file, await compile(kernel, files));
    await write(stamp, hash);
  }
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** The host makes the memories. */
const options = [
  '--optimizeLevel=3',
  '--shrinkLevel=0',
  '--converge',
  '--noAssert',
  '--runtime=stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory=1',
];

const pagesPerGiB = 16_384;

/** The text of each file by its name. */
type Sources = ReadonlyMap<string, string>;

export const features = 'simd,threads,bulk-memory';

export type KernelBuild = {
  /** In the folder that is built. */
  readonly file: string;
  /** Their folders. */
  readonly sources: readonly string[];
  /** Among the sources. */
  readonly entry: string;
  readonly features: string;
  /** The largest memory that it works on. */
  readonly maximumGiB: number;
};

/** What kernels of both kinds import. */
const shared = 'src/engine/kernels/shared/assembly';

const scan = {
  sources: ['src/engine/kernels/search/assembly', 'src/engine/kernels/search/blocks'],
  entry: 'kernel.ts',
  maximumGiB: 1,
};
const map = { sources: ['src/engine/kernels/map/assembly'], entry: 'map.ts', maximumGiB: 4 };
const json = {
  sources: ['src/engine/kernels/json/assembly'],
  entry: 'numberList.ts',
  maximumGiB: 1,
};

const kernels: readonly KernelBuild[] = [
  { ...scan, file: 'kernel.wasm', features },
  { ...scan, file: 'kernel-relaxed.wasm', features: `${features},relaxed-simd` },
  { ...map, file: 'map.wasm', features },
  { ...map, file: 'map-relaxed.wasm', features: `${features},relaxed-simd` },
  { ...json, file: 'json.wasm', features },
];

async function compile(kernel: KernelBuild, files: Sources): Promise<Uint8Array> {
  const { entry, features, maximumGiB } = kernel;
  let wasm: Uint8Array | undefined;
  let errors = '';
  const { error } = await compileAssembly(
    [
      entry,
      '--outFile=kernel.wasm',
      ...options,
      `--maximumMemory=${maximumGiB * pagesPerGiB}`,
      `--enable=${features}`,
    ],
    {
      readFile: (name) => files.get(path.basename(name)) ?? null,
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) wasm = contents as Uint8Array;
      },
      listFiles: () => [],
      stderr: { write: (text) => void (errors += String(text)) },
    },
  );
  if (error || wasm === undefined) throw new Error(`${entry} does not compile\n${errors}`);
  return wasm;
}

async function readSources(folders: readonly string[]): Promise<Sources> {
  const read = folders.map(async (folder) => {
    const names = (await readdir(path.join(root, folder))).filter((name) => name.endsWith('.ts'));
    return Promise.all(names.sort().map((name) => readSource(folder, name)));
  });
  return new Map((await Promise.all(read)).flat());
}

/** With imports from the one folder in which the compiler sees all files. */
async function readSource(folder: string, name: string): Promise<readonly [string, string]> {
  const text = await readFile(path.join(root, folder, name), 'utf8');
  // The compiler adds the ending to imports itself: with two, a file would be there twice, each with variables of its own.
  return [name, text.replace(/ from '\.[./\w]*\/(\w+)\.ts';/g, " from './$1';")];
}

function hashOf(kernel: KernelBuild, files: Sources): string {
  const hash = createHash('sha256').update(JSON.stringify([version, options, kernel]));
  for (const [name, text] of files) hash.update(name).update('\0').update(text).update('\0');
  return hash.digest('hex');
}

/** All of it or nothing, for those who look at the same time. */
async function write(file: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, contents);
  await rename(temporary, file);
}
