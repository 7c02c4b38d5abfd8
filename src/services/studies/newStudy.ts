import { expectingCells } from '../../model/evaluation/files/notebookJudgments.ts';
import type { CollectedJudgments } from '../../model/evaluation/files/collectedJudgments.ts';
import { defaultMeasureNames, parseMeasure } from '../../model/evaluation/measures/measure.ts';
import { pickOptions, shownQuestion } from '../../model/evaluation/study/askOptions.ts';
import { setupOptions } from '../../model/evaluation/study/optionNames.ts';
import type { Setup, Study, StudyQuestion } from '../../model/evaluation/study/study.ts';
import type { Binding, Notebook, QueryCell } from '../../model/notebook/cell.ts';
import type { QueryOption } from '../../model/notebook/queryOptions.ts';
import { askedOf } from './cellQuestion.ts';

/** Returns a study without questions. */
export function emptyStudy(binding: Binding): Study {
  return {
    binding,
    measures: defaultMeasureNames
      .map((name) => parseMeasure(name))
      .filter((one) => one !== undefined),
    gates: [],
    judgmentsFile: '',
    setups: [
      { name: 'default', line: 0, topK: 10, filter: '', keepsOwnRecord: false, binding: {} },
    ],
    searches: [],
    questions: [],
    judgments: new Map(),
    unchecked: new Map(),
  };
}

/** Returns a study of the query cells that expect records: each becomes a question with its judgments. */
export function studyOfNotebook({ binding, cells }: Notebook): Study {
  return studyOfCells(binding, expectingCells(cells));
}

/** A query cell with the ids of the records that it should find. */
type ExpectingCell = { readonly cell: QueryCell; readonly expected: readonly string[] };

/** Returns a study of query cells. Each becomes a question; of several that ask the same, the first one. */
export function studyOfCells(binding: Binding, cells: readonly ExpectingCell[]): Study {
  const ids = new QuestionIds();
  const questions: StudyQuestion[] = [];
  const judgments = new Map<string, ReadonlyMap<string, number>>();
  const asking: QueryCell[] = [];
  let topK = 10;
  for (const { cell, expected } of cells) {
    const asked = askedOf(cell);
    if (!asked) continue;
    const id = ids.idOf(cell.name === '' ? shownQuestion(asked) : cell.name);
    questions.push({ id, line: 0, ...asked });
    asking.push(cell);
    if (expected.length > 0) judgments.set(id, new Map(expected.map((record) => [record, 1])));
    topK = Math.max(topK, cell.topK);
  }
  const study = emptyStudy(binding);
  const [setup] = study.setups;
  const options = sharedOptions(asking);
  return { ...study, questions, judgments, setups: setup ? [{ ...setup, topK, ...options }] : [] };
}

/** Returns the options that all of the cells have alike: the setup of their study. */
function sharedOptions([first, ...others]: readonly QueryCell[]): Partial<Setup> {
  if (!first) return {};
  const isShared = (option: QueryOption): boolean =>
    others.every((cell) => cell[option] === first[option]);
  const alpha = Number(first.alpha ?? Number.NaN);
  return {
    ...pickOptions(setupOptions, (option) => (isShared(option) ? first[option] : undefined)),
    ...(isShared('alpha') && alpha >= 0 && alpha <= 1 && { alpha }),
  };
}

/** Returns a study of a file of judgments. A question asks by its text where the file has one, else by its id. */
export function studyOfJudgments(binding: Binding, found: CollectedJudgments): Study {
  const ids = new QuestionIds();
  const questions: StudyQuestion[] = [];
  const judgments = new Map<string, ReadonlyMap<string, number>>();
  for (const [question, grades] of found.judgments) {
    const id = ids.idOf(question);
    const text = found.texts.get(question) ?? question;
    questions.push({ id, line: 0, inputs: { text }, filter: '' });
    judgments.set(id, grades);
  }
  return { ...emptyStudy(binding), questions, judgments };
}

/** Makes names of questions: without spaces, short, and each once. */
export class QuestionIds {
  readonly #used: Set<string>;

  constructor(used: readonly string[] = []) {
    this.#used = new Set(used);
  }

  idOf(text: string): string {
    const words = text
      .trim()
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '');
    const short = words.slice(0, 40).replace(/-+$/, '') || 'question';
    let id = short;
    for (let number = 2; this.#used.has(id); number++) id = `${short}-${number}`;
    this.#used.add(id);
    return id;
  }
}
