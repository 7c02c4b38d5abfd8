import type { Binding } from '../../notebook/cell.ts';
import { optionLines } from './askOptions.ts';
import { setupOptions } from './optionNames.ts';
import { blockText } from './blockText.ts';
import { printGate } from './gates.ts';
import { compareJudgments, printJudgmentLine } from './judgmentLines.ts';
import type { Judgments } from '../measures/gradedAnswer.ts';
import { questionLines } from './questionLines.ts';
import type { Setup, Study } from './study.ts';
import { studyVersion } from './studyLayout.ts';

/** Prints a new study, which has no searches; the text ends with a line break. */
export function printStudy(study: Study): string {
  const { binding, measures, gates, judgmentsFile, budget, setups, questions } = study;
  const sections = [
    [
      `vecstudy ${studyVersion}`,
      ...bindingLines(binding),
      `measures: ${measures.map(({ name }) => name).join(', ')}`,
      ...blockText('judgments file', judgmentsFile),
      ...blockText('budget', budget?.toString() ?? ''),
      ...(gates.length > 0 ? ['gates:', ...gates.map((gate) => `  ${printGate(gate)}`)] : []),
    ],
    ...setups.map(setupLines),
    ...questions.map((question) => questionLines(question.id, question)),
    ...judgmentSection('### judgments', study.judgments),
    ...judgmentSection('### unchecked judgments', study.unchecked),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function setupLines(setup: Setup): readonly string[] {
  return [
    `### setup ${setup.name}`,
    ...bindingLines(setup.binding),
    ...blockText('ask by', setup.askBy ?? ''),
    `top k: ${setup.topK}`,
    ...blockText('filter', setup.filter),
    ...blockText('alpha', setup.alpha?.toString() ?? ''),
    ...optionLines(setup, setupOptions),
    ...(setup.keepsOwnRecord ? ['own record: keep'] : []),
  ];
}

function bindingLines({
  environment = '',
  environmentId = '',
  index = '',
  namespace = '',
}: Partial<Binding>): readonly string[] {
  return [
    ...blockText('environment', environment),
    ...blockText('environment id', environmentId),
    ...blockText('index', index),
    ...blockText('namespace', namespace),
  ];
}

function judgmentSection(heading: string, judgments: Judgments): readonly (readonly string[])[] {
  const lines = [...judgments]
    .flatMap(([question, grades]) =>
      [...grades].map(([record, grade]) => ({ question, record, grade })),
    )
    .sort(compareJudgments)
    .map(printJudgmentLine);
  return lines.length === 0 ? [] : [[heading, ...lines]];
}
