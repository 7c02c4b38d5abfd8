import { describe, expect, it } from 'vitest';
import { parseSparse } from '../../../../src/model/notebook/input/parseSparse.ts';
import { parseVector } from '../../../../src/model/notebook/input/parseVector.ts';
import { parseRecordSum, sumVectors } from '../../../../src/model/notebook/input/recordSum.ts';

describe('a pasted vector', () => {
  it.each([
    ['JSON', '[0.5, -1, 2e-1]'],
    ['JSON on several lines', '[\n  0.5,\n  -1,\n  0.2\n]'],
    ['CSV', '0.5,-1,0.2'],
    ['CSV of a European spreadsheet', '0.5;-1;0.2'],
    ['a column of a spreadsheet', '0.5\n-1\n0.2\n'],
    ['a Python tuple', '(0.5, -1.0, 0.2)'],
    ['what NumPy prints', '[ 0.5 -1.   0.2]'],
    ['the representation of a NumPy array', 'array([ 0.5, -1. ,  0.2], dtype=float32)'],
    ['a nested NumPy array', 'np.array([[0.5, -1, 0.2]])'],
    ['a tensor', 'tensor([0.5, -1, 0.2])'],
  ])('is read from %s', (_, text) => {
    expect(parseVector(text)).toEqual({ isValid: true, values: [0.5, -1, 0.2] });
  });

  it('is read from base64 of float32 numbers', () => {
    const bytes = Buffer.from(new Float32Array([0.5, -1, 2]).buffer);
    expect(parseVector(bytes.toString('base64'))).toEqual({ isValid: true, values: [0.5, -1, 2] });
  });

  it('keeps the place of a word that is no number', () => {
    expect(parseVector('array([1, x])')).toMatchObject({
      problem: { start: 10, end: 11, message: '“x” is not a number' },
    });
  });
});

describe('arithmetic of records', () => {
  it.each([
    ['king - man + woman', ['king', 1], ['man', -1], ['woman', 1]],
    ['2 * doc-1 - 0.5 * doc two', ['doc-1', 2], ['doc two', -0.5]],
    ['mean of king, queen', ['king', 0.5], ['queen', 0.5]],
  ])('reads “%s”', (text, ...terms) => {
    const expected = terms.map(([id, weight]) => ({ id, weight }));
    expect(parseRecordSum(text)).toEqual({ isValid: true, terms: expected });
  });

  it.each(['king -  + woman', 'mean of', '2 * '])('refuses “%s”', (text) => {
    expect(parseRecordSum(text).isValid).toBe(false);
  });

  it('adds weighted vectors', () => {
    const terms = [
      { values: [1, 2], weight: 1 },
      { values: [0.5, 4], weight: -2 },
    ];
    expect(sumVectors(terms)).toEqual([0, -6]);
  });
});

describe('typed sparse values', () => {
  it.each(['12: 0.5, 99: 2', '12=0.5\n99=2', '{"indices": [12, 99], "values": [0.5, 2]}'])(
    'are read from %j',
    (text) => {
      const sparse = { indices: [12, 99], values: [0.5, 2] };
      expect(parseSparse(text)).toEqual({ isValid: true, sparse });
    },
  );

  it.each([
    ['twelve: 1', 'Type pairs of an index and a value'],
    ['1: 1, 1: 2', 'Each index occurs once'],
    ['1: much', 'Each index needs a number as its value'],
    ['{"indices": [-1], "values": [1]}', '-1 is no index'],
    ['{"indices": [1], "values": []}', 'Type pairs of an index and a value'],
  ])('are refused: %s', (text, message) => {
    const parsed = parseSparse(text);
    expect(parsed.isValid ? '' : parsed.problem.message).toContain(message);
  });
});
