import { describe, expect, it } from 'vitest';
import { hitFileFormatOf, hitFileText } from '../../../../src/model/notebook/hitFile.ts';

const hits = [
  { id: 'a', score: 0.5, metadata: { tags: ['x', 'y'], note: 'one, “two"' }, values: [1, -2] },
  { id: '=b', namespace: 'other', score: 0.25, metadata: { year: 1999 }, values: [] },
];

describe('a file of hits', () => {
  it('has the format of its extension, CSV for others', () => {
    expect(['a.JSON', 'b.jsonl', 'c.csv', 'd.txt'].map(hitFileFormatOf)).toEqual([
      'json',
      'jsonl',
      'csv',
      'csv',
    ]);
  });

  it('is CSV with a column for each field, and no formulas', () => {
    expect(hitFileText(hits, 'csv').split('\r\n')).toEqual([
      'rank,score,id,namespace,note,tags,year,values',
      '1,0.5,a,,"one, “two""","[""x"",""y""]",,"[1,-2]"',
      "2,0.25,'=b,other,,,1999,[]",
      '',
    ]);
  });

  it('is JSON or JSON Lines with ranks, without absent vectors', () => {
    const [first, second] = hits;
    const { values: _, ...bare } = second!;
    const rows = [
      { rank: 1, ...first },
      { rank: 2, ...bare },
    ];
    const lines = hitFileText(hits, 'jsonl').trimEnd().split('\n');
    expect([JSON.parse(hitFileText(hits, 'json')), lines.map((line) => JSON.parse(line))]).toEqual([
      rows,
      rows,
    ]);
  });
});
