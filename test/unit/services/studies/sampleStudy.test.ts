import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../../../scripts/repository.ts';
import { isRelevant } from '../../../../src/model/evaluation/measures/gradedAnswer.ts';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';

const parsed = parseStudy(readFileSync(inRepository('media/studies/fiori-docs.vecstudy'), 'utf8'));
const study = parsed.isValid ? parsed.study : undefined;

/** The records of the sample: a line of JSON each, the id first. */
const records = brotliDecompressSync(
  readFileSync(inRepository('media/samples/fiori-docs.records.br')),
)
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as [string, { title: string }]);

describe('the sample study', () => {
  it('is valid, has 60 questions, and no judgment that a person has checked', () => {
    expect(parsed).toMatchObject({ isValid: true });
    expect([study?.questions.length, study?.judgments.size]).toEqual([60, 0]);
  });

  it('has a relevant record for every question', () => {
    const without = study?.questions.filter(
      ({ id }) => ![...(study.unchecked.get(id)?.values() ?? [])].some(isRelevant),
    );
    expect(without).toEqual([]);
  });

  it('judges only records that the sample index has', () => {
    const ids = new Set(records.map(([id]) => id));
    const judged = [...(study?.unchecked.values() ?? [])].flatMap((grades) => [...grades.keys()]);
    expect(judged.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('does not ask in the words of a title', () => {
    const titles = new Set(records.map(([, { title }]) => title.toLowerCase()));
    const texts = study?.questions.map(({ inputs }) => inputs.text?.toLowerCase() ?? '') ?? [];
    expect(texts.filter((text) => titles.has(text))).toEqual([]);
  });
});
