import { csvRow } from '../../model/csvRow.ts';
import type { TimeType } from '../../model/isoTime.ts';
import { namespaceField, type MapColumn } from '../../model/map/map.ts';
import { parsePointKey } from '../../model/map/pointKey.ts';
import type { MapEvent, MapEventOf } from '../../protocol/map.ts';

/** Yields a map as CSV: id, position, position accuracy if measured, metadata fields, text. */
export function* mapCsv(events: readonly MapEvent[]): Generator<string, void> {
  const { ids, texts } = eventOf(events, 'points') ?? { ids: [], texts: [] };
  const positions = eventOf(events, 'positions');
  const values = new Float32Array(positions?.data ?? new ArrayBuffer(0));
  const axes = ['x', 'y', 'z'].slice(0, positions?.components ?? 2);
  const accuracy = eventOf(events, 'positionAccuracy');
  const columns = events
    .flatMap((event) => (event.type === 'column' ? [event] : []))
    .map(({ column, data }) => ({ name: column.name, textOf: textReader(column, data) }));
  const shares = accuracy && new Float32Array(accuracy.data);
  const named = columns.map(({ name }) => (name === namespaceField ? 'namespace' : name));
  yield csvRow(['id', ...axes, ...(shares ? ['accuracy'] : []), ...named, 'text']);
  let lines: string[] = [];
  for (const [index, id] of ids.entries()) {
    const place = axes.map((_, axis) => values[index * axes.length + axis]);
    if (shares) place.push(shares[index]);
    const cells = columns.map(({ textOf }) => textOf(index));
    lines.push(
      csvRow([parsePointKey(id, '').id, ...place.map(numberText), ...cells, texts[index] ?? '']),
    );
    if (lines.length < linesPerPart) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

/** Lines per chunk: few writes, little memory. */
const linesPerPart = 2000;

function eventOf<T extends MapEvent['type']>(
  events: readonly MapEvent[],
  type: T,
): MapEventOf<T> | undefined {
  return events.findLast((event): event is MapEventOf<T> => event.type === type);
}

function textReader(column: MapColumn, data: ArrayBufferLike): (index: number) => string {
  if (column.kind === 'category') {
    const places = new Uint16Array(data);
    return (index) => column.labels[places[index] as number] ?? '';
  }
  const numbers = new Float64Array(data);
  const textOf = column.kind === 'time' ? timeTextOf(column.type) : String;
  return (index) => {
    const value = numbers[index] ?? Number.NaN;
    return Number.isNaN(value) ? '' : textOf(value);
  };
}

/** Formats times in ISO 8601 with the precision of the field's values. */
function timeTextOf(type: TimeType): (ms: number) => string {
  const length = { plainDate: 10, plainDateTime: 23, instant: 24 }[type];
  return (ms) => new Date(ms).toISOString().slice(0, length);
}

/** Prints the 7 significant digits of a float32; an empty string for NaN. */
function numberText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(7)));
}
