import { readFile, writeFile } from 'node:fs/promises';
import { Failure } from '../common/failure.ts';

/** Returns the text of a file. Throws `badInput` if it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure('badInput', `${file} cannot be read`, { cause: error });
  }
}

/** Throws `badInput` if the file cannot be written. */
export async function writeTextFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Failure('badInput', `${file} cannot be written`, { cause: error });
  }
}

/** Returns the failure of a file with problems: one line for each of the first ten. */
export function problemsOfFile(
  file: string,
  problems: readonly { readonly line: number; readonly message: string }[],
): Failure {
  const listed = problems.slice(0, mostListed);
  const lines = listed.map(({ line, message }) => `${file}:${line + 1}: ${message}`);
  return new Failure('badInput', lines.join('\n'));
}

const mostListed = 10;
