import type { Leak } from './findLeaks.ts';

/**
 * Returns the changes that make a program read the key from the variable `PINECONE_API_KEY`, in order; `note` replaces
 * the line of a `.env` file. Returns `undefined` if the key is only a part of a literal.
 */
export function readFromEnvironment(
  language: FixableLanguage,
  text: string,
  { start, end }: Pick<Leak, 'start' | 'end'>,
  note: string,
): readonly TextChange[] | undefined {
  if (language === 'dotenv') return [lineAsComment(text, start, note)];
  const quote = text[start - 1];
  const isLiteral = quote !== undefined && /["'`]/.test(quote) && text[end] === quote;
  if (!isLiteral || (language === 'python' && /[\w"]/.test(text[start - 2] ?? '')))
    return undefined;
  const literal = { start: start - 1, end: end + 1 };
  if (language === 'typescript') return [{ ...literal, text: `process.env.${keyVariable}!` }];
  if (language === 'javascript') return [{ ...literal, text: `process.env.${keyVariable}` }];
  const change = { ...literal, text: `os.environ["${keyVariable}"]` };
  return /^\s*import os\b(?!\.)/m.test(text) ? [change] : [importOs(text), change];
}

/** The variable from which the official clients read the key. */
export const keyVariable = 'PINECONE_API_KEY';

/** A kind of file in which a key can be replaced by a reference to the environment. */
export type FixableLanguage = 'typescript' | 'javascript' | 'python' | 'dotenv';

/** Replaces the text from `start` to `end`. */
export type TextChange = { readonly start: number; readonly end: number; readonly text: string };

const languages: Readonly<Record<string, FixableLanguage>> = {
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
};

/** Returns how a key can be replaced in a file of this path; `undefined` for other kinds of files. */
export function fixableLanguage(path: string): FixableLanguage | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isEnvFile(path)) return 'dotenv';
  return languages[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
}

/** Whether the file is a `.env` file, such as `.env.local`. */
export function isEnvFile(path: string): boolean {
  return /(?:^|\/)(?:\.env(?:\.[\w-]+)*|[\w-]+\.env)$/.test(path);
}

function lineAsComment(text: string, start: number, note: string): TextChange {
  const from = text.lastIndexOf('\n', start) + 1;
  const next = text.indexOf('\n', start);
  const end = next === -1 ? text.length : next;
  const isWindows = text[end - 1] === '\r';
  return { start: from, end: isWindows ? end - 1 : end, text: `# ${note}` };
}

/** Inserts the import before the first statement, after comments, the docstring and imports from `__future__`. */
function importOs(text: string): TextChange {
  const head =
    /^(?:\uFEFF)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:[rRuU]?("""|''')[\s\S]*?\1[^\n]*\n)?(?:[ \t]*(?:#[^\n]*)?\r?\n|from __future__ import[^\n]*\n)*/;
  const at = head.exec(text)?.[0].length ?? 0;
  return { start: at, end: at, text: 'import os\n' };
}
