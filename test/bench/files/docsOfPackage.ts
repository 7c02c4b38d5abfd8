import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../../scripts/repository.ts';
import type { TextFile } from '../../../src/services/files/fileIndexing.ts';

/** Questions on the documentation in a package of npm, with their right passages, written before it was indexed. */
export type QuestionSet = {
  /** With its version. */
  readonly package: string;
  /** Below the folder of the package. */
  readonly folder: string;
  readonly questions: readonly {
    readonly question: string;
    /** Any of them is right. */
    readonly passages: readonly { readonly path: string; readonly contains: string }[];
  }[];
};

export const nextDocs = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'nextDocs.json'), 'utf8'),
) as QuestionSet;

/** Returns the Markdown files of the set, downloaded once with npm. */
export function readDocs({ package: name, folder }: QuestionSet): readonly TextFile[] {
  const root = folderOfDocs({ package: name, folder });
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .map((file) => ({
      path: file.split(path.sep).join('/'),
      text: readFileSync(path.join(root, file), 'utf8'),
    }));
}

/** Returns the folder with the files of the set. */
function folderOfDocs({ package: name, folder }: Pick<QuestionSet, 'package' | 'folder'>): string {
  const target = path.join(cacheFolder, 'docs', name.replace('@', '-'));
  const root = path.join(target, 'package', folder);
  if (existsSync(root)) return root;
  mkdirSync(target, { recursive: true });
  const archive = execFileSync('npm', ['pack', name, '--silent', '--pack-destination', target], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  }).trim();
  execFileSync('tar', ['xzf', archive, `package/${folder}`], { cwd: target });
  return root;
}
