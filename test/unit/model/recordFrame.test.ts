import { describe, expect, it } from 'vitest';
import type { VectorRecord } from '../../../src/model/record.ts';
import { decodeRecordFrame, encodeRecordFrame } from '../../../src/model/recordFrame.ts';

const records: readonly VectorRecord[] = [
  { id: 'ä?', values: [0.1, -2, 3.5], metadata: { title: 'Größe', tags: ['x'] } },
  {
    id: 'b',
    values: [1e-20, 0, -0],
    metadata: {},
    sparseValues: { indices: [4_294_967_295, 3], values: [0.5, 7] },
  },
  { id: 'c', values: [4, 5, 6], metadata: { rank: 1.5, isNew: true } },
];
const target = { index: 'words', namespace: 'n', dimension: 3 };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a frame of records', () => {
  it('returns what was put in, numbers bit by bit', () => {
    const frame = decodeRecordFrame(encodeRecordFrame(target, records, encode).buffer, decode);
    expect(frame.header).toEqual({
      ...target,
      ids: ['ä?', 'b', 'c'],
      metadata: records.map(({ metadata }) => metadata),
      sparseCounts: [0, 2, 0],
    });
    expect(frame.values).toEqual(Float32Array.from(records.flatMap(({ values }) => values)));
    expect(frame.sparseIndices).toEqual(Uint32Array.of(4_294_967_295, 3));
    expect(frame.sparseValues).toEqual(Float32Array.of(0.5, 7));
  });

  it('holds no record, or records without sparse values', () => {
    const empty = decodeRecordFrame(encodeRecordFrame(target, [], encode).buffer, decode);
    const [first] = records;
    const dense = encodeRecordFrame(target, first === undefined ? [] : [first], encode);
    expect(empty.header).toEqual({ ...target, ids: [], metadata: [] });
    expect(decodeRecordFrame(dense.buffer, decode).header.sparseCounts).toBeUndefined();
  });

  it('is refused wherever it is cut off', () => {
    const { buffer } = encodeRecordFrame(target, records, encode);
    for (let length = 0; length < buffer.byteLength; length++)
      expect(() => decodeRecordFrame(buffer.slice(0, length), decode)).toThrow(/cannot be read/);
  });

  it('is rejected if it is something else', () => {
    const others = ['', 'null', '[]', '{"ids":[1],"dimension":1}', '{"ids":["a"],"dimension":-1}'];
    for (const text of others) {
      const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
      const bytes = new Uint8Array(4 + padded.length);
      new DataView(bytes.buffer).setUint32(0, padded.length, true);
      bytes.set(encode(padded), 4);
      expect(() => decodeRecordFrame(bytes.buffer, decode)).toThrow(/cannot be read/);
    }
  });
});
