import { describe, expect, it } from 'vitest';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import type { CellOutcome, CellRun } from '../../../../src/protocol/notebook.ts';
import { assertionProblems } from '../../../../src/services/notebook/assertionProblems.ts';

const text = `vecnb 1

### query refunds
text: money back
assert:
  hits >= 1
  best score >= 0.9
`;

function problemsAfter(ranWith: string): unknown {
  const parsed = parseNotebook(text);
  const cells = parsed.isValid ? parsed.notebook.cells : [];
  const checks = [
    { line: 0, text: 'hits >= 1', isMet: true, found: '5' },
    { line: 1, text: 'best score >= 0.9', isMet: false, found: '0.8000' },
  ];
  const outcome = { kind: 'hits', checks } as unknown as CellOutcome;
  const [cell] = cells;
  const ranAs = { ...cell, assert: ranWith } as CellRun['ranAs'];
  return assertionProblems(text, cells, { '1': { state: 'done', ranAs, outcome } });
}

describe('assertionProblems', () => {
  it('places an unmet assertion at its line', () => {
    expect(problemsAfter('hits >= 1\nbest score >= 0.9')).toEqual([
      {
        line: 6,
        start: 2,
        end: 19,
        message: 'Not met: “best score >= 0.9”. Found: 0.8000',
      },
    ]);
  });

  it('says nothing of assertions that were changed since the run', () => {
    expect(problemsAfter('hits >= 1')).toEqual([]);
  });
});
