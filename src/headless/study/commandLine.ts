import { parseArgs } from 'node:util';
import { Failure } from '../../common/failure.ts';
import {
  measureAdvice,
  parseMeasure,
  type Measure,
} from '../../model/evaluation/measures/measure.ts';

/** Parses the arguments. Throws `badInput` that names the wrong argument. */
export function readCommand(args: readonly string[]): Command {
  // `score` prints JSON, the others write it to a file.
  const { values, positionals } = parse(args, args[0] === 'score' ? 'boolean' : 'string');
  const [kind, ...files] = positionals;
  if (values.help || kind === 'help') return { kind: 'help' };
  if (kind === 'score') return scoreCommand(files, values);
  if (kind === 'run') return runCommand(files, values);
  if (kind === 'search') return searchCommand(files, values);
  throw new Failure('badInput', `Expected score, run or search, not ${kind ?? 'nothing'}`);
}

/** A parsed command of the study's command line. */
export type Command = { readonly kind: 'help' } | ScoreCommand | RunCommand | SearchCommand;

export type ScoreCommand = {
  readonly kind: 'score';
  readonly judgmentFile: string;
  readonly runFile: string;
  readonly measures: readonly Measure[];
  readonly leavesOutHopeless: boolean;
  readonly isJson: boolean;
};

export type RunCommand = {
  readonly kind: 'run';
  readonly file: string;
  /** Absent: all setups of the study. */
  readonly setup?: string;
  readonly baseline?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly markdown?: string;
};

export type SearchCommand = {
  readonly kind: 'search';
  readonly file: string;
  /** Absent: all searches of the study. */
  readonly search?: string;
  readonly json?: string;
};

type Values = ReturnType<typeof parse>['values'];

/** What `score` measures unless `--measures` names others. */
const scoreMeasures =
  'nDCG,nDCG@5,nDCG@10,nDCG@100,AP,AP@10,RR,RR@10,R@5,R@10,R@100,P@1,P@5,P@10,Success@1,Success@5,Success@10,Rprec,Bpref,Judged@10';

function runCommand(files: readonly string[], values: Values): RunCommand {
  const file = studyFile('run', files);
  const { setup, baseline, json, junit, markdown } = values;
  return {
    kind: 'run',
    file,
    ...(setup !== undefined && { setup }),
    ...(baseline !== undefined && { baseline }),
    ...(typeof json === 'string' && { json }),
    ...(junit !== undefined && { junit }),
    ...(markdown !== undefined && { markdown }),
  };
}

function searchCommand(files: readonly string[], { name, json }: Values): SearchCommand {
  return {
    kind: 'search',
    file: studyFile('search', files),
    ...(name !== undefined && { search: name }),
    ...(typeof json === 'string' && { json }),
  };
}

function studyFile(command: string, [file, extra]: readonly string[]): string {
  if (file === undefined)
    throw new Failure('badInput', `${command} needs a study: a file .vecstudy`);
  if (extra !== undefined) throw new Failure('badInput', `Unexpected argument ${extra}`);
  return file;
}

function scoreCommand(files: readonly string[], values: Values): ScoreCommand {
  const [judgmentFile, runFile, extra] = files;
  if (judgmentFile === undefined || runFile === undefined)
    throw new Failure('badInput', 'score needs two files: judgments and a TREC run');
  if (extra !== undefined) throw new Failure('badInput', `Unexpected argument ${extra}`);
  return {
    kind: 'score',
    judgmentFile,
    runFile,
    measures: readMeasures(values.measures),
    leavesOutHopeless: values['leave-out-hopeless'] ?? false,
    isJson: values.json === true,
  };
}

function readMeasures(typed = scoreMeasures): readonly Measure[] {
  return typed.split(',').map((name) => {
    const measure = parseMeasure(name);
    if (measure) return measure;
    throw new Failure('badInput', `There is no measure “${name.trim()}”. ${measureAdvice}`);
  });
}

function parse(args: readonly string[], json: 'string' | 'boolean') {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: json },
        setup: { type: 'string' },
        name: { type: 'string' },
        baseline: { type: 'string' },
        junit: { type: 'string' },
        markdown: { type: 'string' },
        measures: { type: 'string' },
        'leave-out-hopeless': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('badInput', message, { cause: error });
  }
}
