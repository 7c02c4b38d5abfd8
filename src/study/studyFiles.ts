import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../common/failure.ts';
import type { Judgments } from '../model/evaluation/measures/gradedAnswer.ts';
import { parseStudy } from '../model/evaluation/study/parseStudy.ts';
import type { Study } from '../model/evaluation/study/study.ts';
import { readJudgmentFile } from './readFiles.ts';

const mostListed = 10;

/** Reads a study. Throws `badInput` that names its problems, or says that it has no questions. */
export async function readStudy(file: string): Promise<Study> {
  const parsed = parseStudy(await read(file));
  if (!parsed.isValid) {
    const listed = parsed.problems.slice(0, mostListed);
    const lines = listed.map(({ line, message }) => `${file}:${line + 1}: ${message}`);
    throw new Failure('badInput', lines.join('\n'));
  }
  if (parsed.study.questions.length === 0)
    throw new Failure('badInput', `${file} has no questions`);
  return parsed.study;
}

/** Reads the judgments of the file that a study names. */
export async function moreJudgments(file: string, { judgmentsFile }: Study): Promise<Judgments> {
  if (judgmentsFile === '') return new Map();
  const found = await readJudgmentFile(path.resolve(path.dirname(file), judgmentsFile));
  return found.judgments;
}

/** Throws `badInput` if the file cannot be read. */
export async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure('badInput', `${file} cannot be read`, { cause: error });
  }
}

/** Throws `badInput` if the file cannot be written. */
export async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Failure('badInput', `${file} cannot be written`, { cause: error });
  }
}
