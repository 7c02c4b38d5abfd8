import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A fault that the crash tests have to notice. */
type Mutation = {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
};

const root = path.resolve(import.meta.dirname, '../..');
const test = 'test/crash/powerTrace.test.ts';

const mutations: readonly Mutation[] = [
  {
    name: 'an upsert is answered before its log is flushed',
    file: 'src/engine/store/openIndexes.ts',
    from: 'await index.database.flush();',
    to: '',
  },
  {
    name: 'synchronous = OFF',
    file: 'src/engine/storage/sqlite.ts',
    from: 'PRAGMA synchronous = FULL',
    to: 'PRAGMA synchronous = OFF',
  },
  {
    name: 'synchronous = NORMAL',
    file: 'src/engine/storage/sqlite.ts',
    from: 'PRAGMA synchronous = FULL',
    to: 'PRAGMA synchronous = NORMAL',
  },
  {
    name: 'the file of a restored index is not flushed',
    file: 'src/engine/catalog/backups.ts',
    from: 'await syncFile(draft);',
    to: '',
  },
  {
    name: 'the folder of a restored index is not flushed',
    file: 'src/engine/catalog/backups.ts',
    from: 'syncFolder(path.dirname(file));',
    to: '',
  },
  {
    name: 'the parent of a new folder is not flushed',
    file: 'src/engine/storage/makeFolder.ts',
    from: 'syncFolder(parent);',
    to: '',
  },
  {
    name: 'the notes of a pull are not flushed',
    file: 'src/engine/storage/replaceFile.ts',
    from: 'await handle.sync();',
    to: '',
  },
  {
    name: 'the folder of the notes of a pull is not flushed',
    file: 'src/engine/storage/replaceFile.ts',
    from: 'await rename(draft, file);\n    syncFolder(folder);',
    to: 'await rename(draft, file);',
  },
  {
    name: 'the key is not flushed',
    file: 'src/engine/storage/replaceFile.ts',
    from: ', flush: true',
    to: '',
  },
  {
    name: 'the folder of the key is not flushed',
    file: 'src/engine/storage/replaceFile.ts',
    from: 'syncFolder(path.dirname(file));',
    to: '',
  },
];

/** What the test said of a mutation: it has to name an answer after which something was missing. */
export type Verdict = {
  readonly mutation: string;
  /** Whether the test failed, for a change that was missing. */
  readonly isNoticed: boolean;
  readonly reason: string;
};

/** Runs the test of recorded power cuts on a copy of the working tree, as it is and with each mutation. */
export function runMutations(tell: (verdict: Verdict) => void): void {
  const copy = copyTree();
  try {
    tell({ mutation: 'none', ...runTest(copy) });
    for (const { name, file, from, to } of mutations) {
      const place = path.join(copy, file);
      const source = readFileSync(place, 'utf8');
      if (!source.includes(from)) throw new Error(`${file} does not hold what “${name}” changes`);
      writeFileSync(place, source.replace(from, to));
      tell({ mutation: name, ...runTest(copy) });
      writeFileSync(place, source);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function copyTree(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'vectorscope-mutations-'));
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root });
  for (const file of String(listed.stdout).split('\n').filter(Boolean))
    cpSync(path.join(root, file), path.join(copy, file), { force: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

function runTest(tree: string): Omit<Verdict, 'mutation'> {
  const words = ['node_modules/vitest/vitest.mjs', 'run', '--project=crash', test];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: tree });
  const reason = /after answer \d+, [^:]*/.exec(`${String(stdout)}${String(stderr)}`)?.[0] ?? '';
  return { isNoticed: status !== 0 && reason !== '', reason };
}
