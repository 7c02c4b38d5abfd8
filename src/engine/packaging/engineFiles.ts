// Where the engine's own files are: beside the source, beside the bundles of the package, or inside the one file
// `vectorscope-engine.mjs`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Returns the program of a thread or process. `source` is its module, `bundle` its file in the package. */
export function programOf(source: URL, bundle: string): EngineProgram {
  if (isSource) return { file: source, args: [] };
  // The one file holds all programs, and its first argument names the one to run.
  if (embedded) return { file: new URL(import.meta.url), args: [bundle] };
  return { file: new URL(bundle, import.meta.url), args: [] };
}

/** What the build of the one file puts into it. */
export type EmbeddedFiles = {
  readonly version: string;
  /** In base64, by the names of their files. */
  readonly kernels: Readonly<Record<string, string>>;
};

/** Replaced by the build of the one file; not defined elsewhere. */
declare const vectorscopeEmbeddedFiles: EmbeddedFiles;

/** A program of the engine: the file to run and the arguments before those of its own. */
export type EngineProgram = { readonly file: URL; readonly args: string[] };

const embedded =
  typeof vectorscopeEmbeddedFiles === 'undefined' ? undefined : vectorscopeEmbeddedFiles;

const isSource = import.meta.url.endsWith('.ts');

/** The package's folder, undefined for the one file, which has none. */
const packageFolder = embedded
  ? undefined
  : new URL(isSource ? '../../../' : '../', import.meta.url);

/** Whether the engine is the one file, to which models and samples come by options. */
export const isSingleFile = embedded !== undefined;

/** Returns a compiled kernel. Throws if its file is missing. */
export function readKernelFile(name: string): Uint8Array<ArrayBuffer> {
  const text = embedded?.kernels[name];
  if (text !== undefined) return Uint8Array.from(Buffer.from(text, 'base64'));
  const folder = isSource ? '../../../out/kernel/' : './';
  return Uint8Array.from(readFileSync(new URL(folder + name, import.meta.url)));
}

/** Returns the path of a file or folder of the package, undefined for the one file. */
export function packagePath(name: string): string | undefined {
  return packageFolder && fileURLToPath(new URL(name, packageFolder));
}

/** Returns the engine's version. */
export function engineVersion(): string {
  if (packageFolder === undefined) return embedded!.version;
  const text = readFileSync(new URL('package.json', packageFolder), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}
