import { expect, it } from 'vitest';
import { missingLabel } from '../../../../src/model/map/map.ts';
import type { MapEvent } from '../../../../src/protocol/map.ts';
import { mapCsv } from '../../../../src/services/maps/mapCsv.ts';

const points: MapEvent = {
  type: 'points',
  ids: ['a', 'b,c'],
  texts: ['said "no"', ''],
  total: 2,
};
const positions: MapEvent = {
  type: 'positions',
  epoch: 1,
  data: Float32Array.of(0.1, -2, Number.NaN, Number.NaN).buffer,
};

it('a table of a map has a row for each point, with its place, fields and text', () => {
  const events: MapEvent[] = [
    points,
    {
      type: 'column',
      column: { kind: 'category', name: 'class', labels: ['x, y'], counts: [1] },
      data: Uint16Array.of(0, missingLabel).buffer,
    },
    {
      type: 'column',
      column: { kind: 'number', name: 'rank', min: 1, max: 1 },
      data: Float64Array.of(Number.NaN, 0.1 + 0.2).buffer,
    },
    {
      type: 'column',
      column: { kind: 'time', name: 'day', type: 'plainDate', min: 0, max: 0 },
      data: Float64Array.of(Date.UTC(2024, 4, 2), Number.NaN).buffer,
    },
    {
      type: 'column',
      column: { kind: 'time', name: 'at', type: 'instant', min: 0, max: 0 },
      data: Float64Array.of(Number.NaN, Date.UTC(2024, 4, 2, 10)).buffer,
    },
    positions,
    {
      type: 'positionAccuracy',
      neighbours: 15,
      data: Float32Array.of(1, 0.25).buffer,
    },
  ];
  expect([...mapCsv(events)].join('')).toBe(
    [
      'id,x,y,accuracy,class,rank,day,at,text',
      'a,0.1,-2,1,"x, y",,2024-05-02,,"said ""no"""',
      '"b,c",,,0.25,,0.30000000000000004,,2024-05-02T10:00:00.000Z,',
      '',
    ].join('\r\n'),
  );
});

it('a table of a space has a third place', () => {
  const payload = {
    epoch: 0,
    components: 3,
    data: Float32Array.of(1, 2, 3, 4, 5, 6).buffer,
  } as const;
  expect([...mapCsv([points, { type: 'positions', ...payload }])].join('')).toBe(
    ['id,x,y,z,text', 'a,1,2,3,"said ""no"""', '"b,c",4,5,6,', ''].join('\r\n'),
  );
});

it('a table of a map that was just begun has its columns alone', () => {
  expect([...mapCsv([])].join('')).toBe('id,x,y,text\r\n');
});

it('a table of many points comes in parts', () => {
  const ids = Array.from({ length: 4500 }, (_, at) => String(at));
  const payload = { ids, texts: ids.map(() => ''), total: ids.length };
  const parts = [...mapCsv([{ type: 'points', ...payload }])];
  expect(parts.length).toBe(4);
  expect(parts.join('').split('\r\n').length).toBe(4502);
});
