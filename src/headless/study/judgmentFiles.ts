import { Failure } from '../../common/failure.ts';
import { readLines } from '../../local/readLines.ts';
import { CollectedJudgments } from '../../model/evaluation/files/collectedJudgments.ts';
import { cleaned, judgmentReader } from '../../model/evaluation/files/judgmentReader.ts';
import type { LineProblem, LineReader } from '../../model/evaluation/files/judgmentSink.ts';
import { TrecRunReader } from '../../model/evaluation/files/trecRun.ts';
import type { Answers } from '../../model/evaluation/scoreRun.ts';

const mostListed = 10;

/** Reads judgments as a stream. Throws `badInput` that names the lines that cannot be read. */
export async function readJudgmentFile(file: string): Promise<CollectedJudgments> {
  const found = new CollectedJudgments();
  await feed(file, judgmentReader(file, found));
  refuse(file, found.problems, found.counts.unreadable);
  if (found.judgments.size === 0) throw new Failure('badInput', `${file} holds no judgments`);
  return found;
}

/** Reads a TREC run as a stream. Throws `badInput` that names the lines that cannot be read. */
export async function readRunFile(file: string): Promise<Answers> {
  const problems: LineProblem[] = [];
  const reader = new TrecRunReader((problem) => problems.push(problem));
  await feed(file, reader);
  refuse(file, problems, problems.length);
  return reader.answers();
}

async function feed(file: string, reader: LineReader): Promise<void> {
  let line = 0;
  try {
    for await (const lines of readLines(file))
      for (const text of lines) reader.read(cleaned(text, ++line), line);
  } catch (error) {
    throw new Failure('badInput', `${file} cannot be read`, { cause: error });
  }
  reader.end();
}

function refuse(file: string, problems: readonly LineProblem[], count: number): void {
  if (count === 0) return;
  const listed = problems
    .slice(0, mostListed)
    .map(({ line, message }) => `${file}:${line}: ${message}`);
  const more = count > listed.length ? [`and ${count - listed.length} more`] : [];
  throw new Failure('badInput', [...listed, ...more].join('\n'));
}
