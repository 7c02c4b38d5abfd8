import { describe, expect, it } from 'vitest';
import { printJunit } from '../../../../src/model/evaluation/report/junit.ts';
import { printMarkdown } from '../../../../src/model/evaluation/report/markdown.ts';
import { parseReports, printReports } from '../../../../src/model/evaluation/report/reportFile.ts';
import { reportRun, type RunAnswers } from '../../../../src/model/evaluation/report/runReport.ts';
import { parseStudy } from '../../../../src/model/evaluation/study/parseStudy.ts';
import type { Study } from '../../../../src/model/evaluation/study/study.ts';

const questions = Array.from({ length: 20 }, (_, at) => `q${String(at).padStart(2, '0')}`);

const study = mustParse(
  [
    'vecstudy 1',
    'measures: RR@10, Judged@10',
    'gates:',
    '  RR@10 at least 0.9',
    '  each RR@10 at least 0.4',
    '  RR@10 not worse by 0.05',
    ...questions.flatMap((id) => [`### question ${id}`, 'text: x']),
    '### judgments',
    ...questions.map((id) => `${id} 1 ${id}-right`),
  ].join('\n'),
);

/** The right record at this rank for each question. */
function run(rankOf: (at: number) => number, recordCount = 100): RunAnswers {
  const answers = new Map(
    questions.map((id, at) => [
      id,
      [...Array.from({ length: rankOf(at) - 1 }, (_, rank) => `other-${rank}`), `${id}-right`],
    ]),
  );
  return { setup: 'words', index: 'docs', namespace: '__default__', recordCount, answers };
}

const perfect = run(() => 1);

describe('the report of a run', () => {
  it('meets all gates if nothing changed', () => {
    const { gates } = reportRun(study, perfect, perfect);
    expect(gates.map(({ state }) => state)).toEqual(['met', 'met', 'met']);
  });

  it('does not check a gate against a baseline without one', () => {
    const { gates } = reportRun(study, perfect, undefined);
    expect(gates.map(({ state }) => state)).toEqual(['met', 'met', 'unchecked']);
  });

  it('fails the gates where half of the questions got worse', () => {
    const { gates, comparisons } = reportRun(
      study,
      run((at) => (at % 2 === 0 ? 1 : 5)),
      perfect,
    );
    expect(gates.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    expect(comparisons[0]).toMatchObject({ wins: 0, losses: 10, ties: 10, n: 20 });
    expect(comparisons[0]?.p).toBeLessThan(0.05);
  });

  it('measures the baseline by the judgments of today', () => {
    const other: Study = {
      ...study,
      judgments: new Map(questions.map((id) => [id, new Map([['other-0', 1]])])),
    };
    const { comparisons } = reportRun(
      other,
      perfect,
      run(() => 5),
    );
    expect(comparisons[0]).toMatchObject({ before: 1, after: 0 });
  });

  it('reports that the index has changed, that few hits are judged, and what was missed', () => {
    const gone = { ...perfect, answers: new Map(perfect.answers).set('q00', ['x', 'y']) };
    const report = reportRun(
      study,
      gone,
      run(() => 1, 90),
    );
    expect(report.notes).toContain(
      'The index has changed since the baseline: 90 records then, 100 now',
    );
    expect([...report.missed]).toEqual([['q00', ['q00-right']]]);
    expect(
      reportRun(
        study,
        run(() => 8),
        undefined,
      ).notes.join(),
    ).toContain('Judged@10 is 0.1');
  });

  it('is written as JSON that is read as a baseline again, the same for the same run', () => {
    const text = printReports([reportRun(study, perfect, undefined)]);
    expect(parseReports(text)).toEqual([perfect]);
    expect(printReports([reportRun(study, perfect, perfect)])).toBe(text);
    const { runs } = JSON.parse(text) as { runs: { mean: object; perQuery: object }[] };
    expect(runs[0]?.mean).toMatchObject({ 'RR@10': { mean: 1, low: 1, high: 1, n: 20 } });
  });

  it.each([
    ['{', 'no JSON'],
    ['{}', 'no report'],
    ['{"vecstudyReport":9}', 'version 9'],
    ['{"vecstudyReport":1,"runs":[{"setup":"a"}]}', 'no setup'],
  ])('is not read from %s', (text, reason) => {
    expect(parseReports(text)).toContain(reason);
  });

  it('is written as JUnit with a case for each gate and question', () => {
    const xml = printJunit('a <b> & "c"', [
      reportRun(
        study,
        run((at) => at + 1),
        perfect,
      ),
    ]);
    expect(xml).toContain('name="a &lt;b&gt; &amp; &quot;c&quot;: words" tests="22" failures="20"');
    expect(xml.match(/<testcase /g)).toHaveLength(22);
    expect(xml).toContain('<failure message="not met: each RR@10 at least 0.4">');
    const gone = { ...perfect, answers: new Map(perfect.answers).set('q03', ['x']) };
    const missing = printJunit('a', [reportRun(study, gone, undefined)]);
    expect(missing).toContain('missed: q03-right');
  });

  it('is written as Markdown with gates and the largest losses', () => {
    const text = printMarkdown('docs.vecstudy', [
      reportRun(
        study,
        run((at) => (at === 3 ? 4 : 1)),
        perfect,
      ),
    ]);
    expect(text).toMatch(/\| RR@10 \| 0\.9625 \| 0\.\d+ to 1\.0000 \| 20 \| −0\.0375 \|/);
    expect(text).toContain('| RR@10 at least 0.9 | met |');
    expect(text).toContain('| q03 | 1.0000 | 0.2500 |');
  });
});

function mustParse(text: string): Study {
  const parsed = parseStudy(text);
  if (!parsed.isValid) throw new Error(JSON.stringify(parsed.problems));
  return parsed.study;
}
