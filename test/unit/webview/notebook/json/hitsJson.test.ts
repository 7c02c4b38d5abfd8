import { describe, expect, it } from 'vitest';
import { hitsToJson, jsonPieces } from '../../../../../webview/notebook/json/hitsJson.ts';
import { hit } from '../fixtures.ts';

describe('hitsToJson', () => {
  it('is JSON of the hits, without absent vectors', () => {
    const hits = [
      hit('a “quoted" \n', { metadata: { tags: ['x'], year: 1999 }, values: [0.5, -1e-7] }),
      hit('b'),
    ];
    expect(JSON.parse(hitsToJson(hits))).toEqual([hits[0], { id: 'b', score: 0.5, metadata: {} }]);
  });

  it('keeps a vector on one line', () => {
    const lines = hitsToJson([hit('a', { values: [1, 2, 3] })]).split('\n');
    expect(lines).toContain('    "values": [1, 2, 3]');
  });

  it('is an empty list for no hits', () => {
    expect(JSON.parse(hitsToJson([]))).toEqual([]);
  });

  it('comes in pieces that are each bounded and together the same', () => {
    const hits = Array.from({ length: 1000 }, (_, at) => hit(`id-${at}`, { metadata: { at } }));
    const pieces = [...jsonPieces(hits)];
    expect(pieces.join('')).toBe(hitsToJson(hits));
    expect([pieces.length > 5, Math.max(...pieces.map(({ length }) => length)) < 8200]).toEqual([
      true,
      true,
    ]);
  });

  it('is whole where the last piece is exactly full', () => {
    const hits = [hit('a'.repeat(9000))];
    expect(JSON.parse([...jsonPieces(hits)].join(''))).toHaveLength(1);
  });
});
