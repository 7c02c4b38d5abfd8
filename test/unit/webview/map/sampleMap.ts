import { missingLabel } from '../../../../src/model/map/map.ts';
import type { MapEvent, FoundRecords, PointDetails } from '../../../../src/protocol/map.ts';

/** Sends a map of three words: two animals side by side, and above them one word without a class. */
export function sendWords(send: (event: MapEvent) => void): void {
  send({ type: 'started', elapsedMs: 0 });
  send({ type: 'points', ids: ['cat', 'dog', 'the'], texts: ['', '', ''], total: 3 });
  send({
    type: 'column',
    column: { kind: 'category', name: 'class', labels: ['animal', 'none'], counts: [2, 0] },
    data: Uint16Array.of(0, 0, missingLabel).buffer,
  });
  send({
    type: 'column',
    column: { kind: 'number', name: 'rank', min: 1, max: 3 },
    data: Float64Array.of(2, 3, 1).buffer,
  });
  send({ type: 'positions', epoch: 1, data: Float32Array.of(0, 0, 2, 0, 0, 9).buffer });
}

/** Returns the details of a record with two neighbours, one of which is not on the map. */
export function detailsOf(id: string): PointDetails {
  const facts = { score: 0.5, metadata: {}, values: [] };
  const neighbours = ['cat', 'unmapped'].map((id) => ({ id, ...facts }));
  return { id, namespace: '', metadata: {}, values: [1, 2], neighbours, appearances: [] };
}

/** What a filter that matches no record finds. */
export const nothingFound: FoundRecords = {
  points: new ArrayBuffer(0),
  elsewhere: 0,
  isCapped: false,
  unknownFields: [],
};
