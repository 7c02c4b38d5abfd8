import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import type { Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import { parseStudy } from '../../model/evaluation/study/parseStudy.ts';
import type { Study } from '../../model/evaluation/study/study.ts';
import { problemsOfFile, readTextFile } from '../textFiles.ts';
import { readJudgmentFile } from './judgmentFiles.ts';

/** Reads a study. Throws `badInput` that names its problems, or says that it has no questions. */
export async function readStudy(file: string): Promise<Study> {
  const parsed = parseStudy(await readTextFile(file));
  if (!parsed.isValid) throw problemsOfFile(file, parsed.problems);
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
