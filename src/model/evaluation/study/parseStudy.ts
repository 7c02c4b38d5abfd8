import { parseFilter } from '../../filter/parseFilter.ts';
import { inputKinds, type Binding, type Problem } from '../../notebook/cell.ts';
import { queryOptions } from '../../notebook/queryOptions.ts';
import { keepNames, type EnvironmentNameResolver } from '../../notebook/environmentNameResolver.ts';
import { defaultTopK } from '../../notebook/parseNotebook.ts';
import {
  defaultMeasureNames,
  measureAdvice,
  parseMeasure,
  type Measure,
} from '../measures/measure.ts';
import type { Judgments } from '../measures/gradedAnswer.ts';
import { firstInput, optionKeys, pickOptions } from './askOptions.ts';
import { questionOptions, setupOptions } from './optionNames.ts';
import { gateAdvice, parseGate, type Gate } from './gates.ts';
import { parseJudgmentLine } from './judgmentLines.ts';
import { mostSettings, settingsGrid } from './settingsGrid.ts';
import type { InputKind, ParsedStudy, Search, Setup, StudyQuestion } from './study.ts';
import { layOutStudy, problemOf, type StudyField, type StudySection } from './studyLayout.ts';

const bindingKeys = ['environment', 'environment id', 'index', 'namespace'];
const setupKeys = [
  ...bindingKeys,
  'ask by',
  'top k',
  'filter',
  'alpha',
  'own record',
  ...optionKeys(setupOptions),
];
const askByKinds = [...inputKinds, 'sparse'] as const;
const fieldKeys = {
  header: [...bindingKeys, 'top k', 'measures', 'gates', 'judgments file', 'budget'],
  setup: setupKeys,
  search: [...setupKeys, 'choose by', 'budget'],
  question: [...inputKinds, ...optionKeys(questionOptions), 'filter'],
};

/** Parses a study, or returns all problems of its text. */
export function parseStudy(text: string, naming: EnvironmentNameResolver = keepNames): ParsedStudy {
  const { sections, problems: found } = layOutStudy(text);
  const problems = [...found];
  const [header, ...others] = sections;
  if (!header) return { isValid: false, problems };
  for (const section of sections) checkKeys(section, problems);
  const ofKind = (kind: StudySection['kind']): readonly StudySection[] =>
    others.filter((section) => section.kind === kind);
  const topK = readTopK(header.fields, defaultTopK, problems);
  const setups = ofKind('setup').map((section) => setupOf(section, topK, naming, problems));
  const searches = ofKind('search').map((section) => {
    const found: Problem[] = [];
    const search = searchOf(section, topK, naming, found);
    problems.push(...withoutRepetitions(found));
    return search;
  });
  const questions = ofKind('question').map((section) => questionOf(section, problems));
  checkNames([...setups, ...searches.flatMap((search) => search.setups)], 'setup', problems);
  checkNames(
    questions.map(({ id, line }) => ({ name: id, line })),
    'question',
    problems,
  );
  const known = new Set(questions.map(({ id }) => id));
  const measures = measuresOf(header.fields, problems);
  const gates = gatesOf(header.fields, problems);
  const budget = readBudget(header.fields, problems);
  const judgmentsFile = valueOf(header.fields, 'judgments file');
  const isOpen = judgmentsFile !== '';
  const judgments = judgmentsOf(ofKind('judgments'), known, isOpen, problems);
  const unchecked = judgmentsOf(ofKind('unchecked judgments'), known, isOpen, problems);
  const binding = {
    environment: '',
    index: '',
    namespace: '',
    ...bindingOf(header.fields, naming, problems),
  };
  if (problems.length > 0)
    return { isValid: false, problems: problems.sort((a, b) => a.line - b.line) };
  return {
    isValid: true,
    study: {
      binding,
      measures: withMeasures(measures, [...gates, ...searches]),
      gates,
      judgmentsFile,
      setups: setups.length > 0 ? setups : [defaultSetup(topK)],
      searches,
      ...(budget !== undefined && { budget }),
      questions,
      judgments,
      unchecked,
    },
  };
}

/** How questions are asked unless a study names setups. */
function defaultSetup(topK: number): Setup {
  return { name: 'default', line: 0, topK, filter: '', keepsOwnRecord: false, binding: {} };
}

function setupOf(
  section: StudySection,
  topK: number,
  naming: EnvironmentNameResolver,
  problems: Problem[],
): Setup {
  const { fields, name, line } = section;
  const typed = valueOf(fields, 'ask by');
  const askBy = askByKinds.find((kind) => kind === typed);
  if (typed !== '' && askBy === undefined)
    problems.push(
      problemIn(fields, 'ask by', `Choose for “ask by” one of ${askByKinds.join(', ')}`),
    );
  const alpha = readAlpha(fields, problems);
  const own = valueOf(fields, 'own record');
  if (own !== '' && own !== 'keep' && own !== 'drop')
    problems.push(problemIn(fields, 'own record', 'Set “own record” to keep or drop'));
  return {
    name,
    line,
    ...(askBy !== undefined && { askBy }),
    topK: readTopK(fields, topK, problems),
    filter: readFilter(fields, problems),
    ...(alpha !== undefined && { alpha }),
    ...pickOptions(setupOptions, (option) => valueOf(fields, queryOptions[option])),
    keepsOwnRecord: own === 'keep',
    binding: bindingOf(fields, naming, problems),
  };
}

/** Each line of a search's fields is a setting: a problem of one field is found in several setups. */
function searchOf(
  section: StudySection,
  topK: number,
  naming: EnvironmentNameResolver,
  problems: Problem[],
): Search {
  const { name, line, fields } = section;
  const grid = settingsGrid(section);
  if (grid.length > mostSettings)
    problems.push(
      problemOf(name, line, `“${name}” has more than ${mostSettings} settings: name fewer`),
    );
  const typed = valueOf(fields, 'choose by');
  const measure = parseMeasure(typed === '' ? 'nDCG@10' : typed);
  if (!measure)
    problems.push(
      problemIn(fields, 'choose by', `There is no measure “${typed}”. ${measureAdvice}`),
    );
  const budget = readBudget(fields, problems);
  return {
    name,
    line,
    setups: grid.slice(0, mostSettings).map((setting) => setupOf(setting, topK, naming, problems)),
    measure: measure?.name ?? '',
    ...(budget !== undefined && { budget }),
  };
}

function withoutRepetitions(problems: readonly Problem[]): readonly Problem[] {
  const byText = new Map(problems.map((one) => [`${one.line} ${one.message}`, one]));
  return [...byText.values()];
}

function readBudget(fields: readonly StudyField[], problems: Problem[]): number | undefined {
  const typed = valueOf(fields, 'budget');
  if (typed === '') return undefined;
  const value = Number(typed);
  if (/^\d+$/.test(typed) && value > 0) return value;
  problems.push(problemIn(fields, 'budget', 'Give “budget” a whole number of read units'));
  return undefined;
}

function questionOf({ fields, name, line }: StudySection, problems: Problem[]): StudyQuestion {
  const inputs: Partial<Record<InputKind, string>> = {};
  for (const kind of inputKinds) {
    const value = valueOf(fields, kind);
    if (value !== '') inputs[kind] = value;
  }
  if (/\s/.test(name))
    problems.push(
      problemOf(name, line, 'The name of a question has no spaces: put its words into “text”'),
    );
  const options = pickOptions(questionOptions, (option) => valueOf(fields, queryOptions[option]));
  if (firstInput({ inputs, ...options }) === undefined)
    problems.push(
      problemOf(name, line, `“${name}” asks nothing: give it a text, an id or a vector`),
    );
  return { id: name, line, inputs, filter: readFilter(fields, problems), ...options };
}

function judgmentsOf(
  sections: readonly StudySection[],
  known: ReadonlySet<string>,
  isOpen: boolean,
  problems: Problem[],
): Judgments {
  const all = new Map<string, Map<string, { grade: number; line: number }>>();
  for (const { text, line } of sections.flatMap(({ lines }) => lines)) {
    const judgment = parseJudgmentLine(text);
    if (!judgment) {
      problems.push(problemOf(text, line, 'Write a judgment as “question grade id”: q01 2 doc-7'));
      continue;
    }
    const { question, record, grade } = judgment;
    if (!known.has(question) && !isOpen)
      problems.push(problemOf(text, line, `There is no question “${question}” in this study`));
    const grades = all.get(question) ?? new Map<string, { grade: number; line: number }>();
    const earlier = grades.get(record);
    if (earlier && earlier.grade !== grade)
      problems.push(
        problemOf(
          text,
          line,
          `Line ${earlier.line + 1} gives this record grade ${earlier.grade}: keep one of them`,
        ),
      );
    grades.set(record, { grade, line });
    all.set(question, grades);
  }
  return new Map(
    [...all].map(([question, grades]) => [
      question,
      new Map([...grades].map(([record, { grade }]) => [record, grade])),
    ]),
  );
}

function measuresOf(fields: readonly StudyField[], problems: Problem[]): readonly Measure[] {
  const typed = valueOf(fields, 'measures');
  const names = typed === '' ? defaultMeasureNames : typed.split(/[,\n]/).map((one) => one.trim());
  return names.flatMap((name) => {
    const measure = parseMeasure(name);
    if (!measure)
      problems.push(
        problemIn(fields, 'measures', `There is no measure “${name}”. ${measureAdvice}`),
      );
    return measure ? [measure] : [];
  });
}

function gatesOf(fields: readonly StudyField[], problems: Problem[]): readonly Gate[] {
  const lines = valueOf(fields, 'gates')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const gate = parseGate(line);
    if (!gate)
      problems.push(problemIn(fields, 'gates', `“${line.trim()}” is no gate. ${gateAdvice}`));
    return gate ? [gate] : [];
  });
}

function withMeasures(
  measures: readonly Measure[],
  users: readonly { readonly measure: string }[],
): readonly Measure[] {
  const names = new Set([
    ...measures.map(({ name }) => name),
    ...users.map(({ measure }) => measure),
  ]);
  return [...names].map((name) => parseMeasure(name)).filter((one) => one !== undefined);
}

function readTopK(fields: readonly StudyField[], implied: number, problems: Problem[]): number {
  const typed = valueOf(fields, 'top k');
  if (typed === '') return implied;
  const value = Number(typed);
  if (/^\d+$/.test(typed) && value >= 1 && value <= 10_000) return value;
  problems.push(problemIn(fields, 'top k', 'Give “top k” a whole number from 1 to 10,000'));
  return implied;
}

function readAlpha(fields: readonly StudyField[], problems: Problem[]): number | undefined {
  const typed = valueOf(fields, 'alpha');
  if (typed === '') return undefined;
  const value = Number(typed);
  if (value >= 0 && value <= 1) return value;
  problems.push(problemIn(fields, 'alpha', 'Give “alpha” a number from 0 (sparse) to 1 (dense)'));
  return undefined;
}

function readFilter(fields: readonly StudyField[], problems: Problem[]): string {
  const value = valueOf(fields, 'filter');
  const parsed = parseFilter(value);
  if (!parsed.isValid)
    for (const { message } of parsed.problems) problems.push(problemIn(fields, 'filter', message));
  return value;
}

function bindingOf(
  fields: readonly StudyField[],
  naming: EnvironmentNameResolver,
  problems: Problem[],
): Partial<Binding> {
  const [name, id] = [valueOf(fields, 'environment'), valueOf(fields, 'environment id')];
  const [index, namespace] = [valueOf(fields, 'index'), valueOf(fields, 'namespace')];
  const rest = { ...(index !== '' && { index }), ...(namespace !== '' && { namespace }) };
  if (name === '' && id === '') return rest;
  const environment = naming(name, id === '' ? undefined : id);
  if (typeof environment === 'string') return { environment, ...rest };
  problems.push(
    problemIn(fields, name === '' ? 'environment id' : 'environment', environment.problem),
  );
  return rest;
}

function checkKeys({ kind, fields }: StudySection, problems: Problem[]): void {
  if (kind === 'judgments' || kind === 'unchecked judgments') return;
  const known: readonly string[] = fieldKeys[kind];
  for (const { key, line } of fields)
    if (!known.includes(key)) {
      const message = `There is no field “${key}” here. Fields are ${known.join(', ')}`;
      problems.push(problemOf(key, line, message));
    }
}

function checkNames(
  named: readonly { readonly name: string; readonly line: number }[],
  kind: string,
  problems: Problem[],
): void {
  const seen = new Set<string>();
  for (const { name, line } of named) {
    if (seen.has(name))
      problems.push(problemOf(name, line, `There are two ${kind}s “${name}”: rename one`));
    seen.add(name);
  }
}

function valueOf(fields: readonly StudyField[], key: string): string {
  return fields.find((field) => field.key === key)?.value ?? '';
}

function problemIn(fields: readonly StudyField[], key: string, message: string): Problem {
  const { line = 0, value = '' } = fields.find((field) => field.key === key) ?? {};
  return { line, start: 0, end: key.length + 2 + (value.split('\n')[0]?.length ?? 0), message };
}
