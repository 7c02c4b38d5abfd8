import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/common/random.ts';
import type { MapFrame } from '../../../../src/model/map/map.ts';
import { encodeFrame, FrameReader } from '../../../../src/model/map/mapFrame.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = (frame: MapFrame): Uint8Array => encodeFrame(frame, (text) => encoder.encode(text));
const reader = (): FrameReader => new FrameReader((bytes) => decoder.decode(bytes));

const frames: readonly MapFrame[] = [
  { type: 'points', ids: ['a', 'ü', '🜚'], texts: ['', 'zwei', '“3”'], total: 9 },
  {
    type: 'column',
    column: { kind: 'number', name: 'n', min: 1, max: 2 },
    data: Float32Array.of(1, NaN, 2).buffer,
  },
  { type: 'positions', epoch: 7, data: Float32Array.of(1, 2, 3, 4, 5, 6).buffer },
  { type: 'done', tookMs: 12 },
];

const wire = Buffer.concat(frames.map(encode));

describe('frames of a map', () => {
  it('come back whole, however the stream is cut', () => {
    const random = createRandom(7);
    for (let round = 0; round < 200; round++) {
      const frameReader = reader();
      const found: MapFrame[] = [];
      const maxCut = 1 + Math.floor(random.next() * wire.length);
      for (let at = 0; at < wire.length;) {
        const end = at + Math.floor(random.next() * maxCut);
        found.push(...frameReader.push(wire.subarray(at, end)));
        at = Math.max(at, Math.min(end, wire.length));
      }
      frameReader.end();
      expect(found).toEqual(frames);
    }
  });

  it('carry bytes of exact length in buffers of their own', () => {
    const buffers = reader()
      .push(wire)
      .flatMap((frame) => ('data' in frame ? [frame.data] : []));
    expect(buffers.map(({ byteLength }) => byteLength)).toEqual([12, 24]);
    expect(buffers[0]).not.toBe(buffers[1]);
  });

  it('are a broken answer if the stream ends within one', () => {
    const frameReader = reader();
    frameReader.push(wire.subarray(0, wire.length - 1));
    expect(() => frameReader.end()).toThrow(expect.objectContaining({ kind: 'network' }));
  });

  it('are damaged if a length cannot be', () => {
    expect(() => reader().push(new Uint8Array(8).fill(0xff))).toThrow(
      expect.objectContaining({ kind: 'damaged' }),
    );
  });
});
