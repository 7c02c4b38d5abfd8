import { gzipSync } from 'node:zlib';

/** The size of a view's scripts, each gzipped by itself; `files` holds the bundle by file name. */
export function viewCodeSize(files: ReadonlyMap<string, Uint8Array>, entry: string): ViewCodeSize {
  const sizeOf = (names: ReadonlySet<string>): number =>
    [...names].reduce((sum, name) => sum + gzipSync(files.get(name)!).length, 0);
  const first = reached(files, entry, /\b(?:from|import) ?"\.\/([\w-]+\.js)"/g);
  const all = reached(files, entry, /\b(?:from|import) ?\(?"\.\/([\w-]+\.js)"/g);
  return { firstBytes: sizeOf(first), allBytes: sizeOf(all) };
}

export type ViewCodeSize = {
  /** What is read before anything is drawn: the view's own file and all that it imports from the start. */
  readonly firstBytes: number;
  /** With what it reads when it is first needed. */
  readonly allBytes: number;
};

function reached(
  files: ReadonlyMap<string, Uint8Array>,
  entry: string,
  imports: RegExp,
): ReadonlySet<string> {
  const names = new Set([entry]);
  // A set goes on to what is added on the way.
  for (const name of names) {
    const bytes = files.get(name);
    if (bytes === undefined) throw new Error(`The bundle lacks ${name}`);
    for (const [, other] of new TextDecoder().decode(bytes).matchAll(imports)) names.add(other!);
  }
  return names;
}
