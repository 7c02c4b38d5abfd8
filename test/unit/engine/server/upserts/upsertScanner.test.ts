import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { BodyMemory } from '../../../../../src/engine/server/upserts/bodyMemory.ts';
import {
  decodeScannedUpsert,
  decodeUpsertBody,
  type DecodedUpsert,
} from '../../../../../src/engine/server/upserts/upsertBody.ts';
import { UpsertScanner } from '../../../../../src/engine/server/upserts/upsertScanner.ts';
import { seededRandom } from '../../../../support/random.ts';
import { filmsIndex } from './filmsIndex.ts';

const dimension = 3;

const index = filmsIndex(dimension);
const target = { index, version: '2025-10' } as const;
const memory = new BodyMemory();
const random = seededRandom(7);
const below = (end: number): number => Math.floor(end * random());
const oneOf = <T>(items: readonly T[]): T => items[below(items.length)]!;

/** The result of the scanner for a body that arrives in parts; undefined if it leaves the body to `JSON.parse`. */
function scan(bytes: Uint8Array, partBytes: number): DecodedUpsert | undefined {
  const scanner = new UpsertScanner(memory, bytes.length, dimension);
  for (let at = 0; at < bytes.length; at += partBytes)
    scanner.add(bytes.subarray(at, at + partBytes));
  const { result } = scanner;
  return result && decodeScannedUpsert(result, target);
}

function whole(bytes: Uint8Array<ArrayBuffer>): DecodedUpsert | undefined {
  try {
    return decodeUpsertBody({ ...target, bytes: bytes.slice().buffer });
  } catch {
    return undefined;
  }
}

const digits = (count: number): string =>
  Array.from({ length: count }, () => String(below(10))).join('');

function numberText(): string {
  const wholePart = oneOf(['0', String(1 + below(9)), `${1 + below(9)}${digits(below(12))}`]);
  const fraction = random() < 0.8 ? `.${digits(1 + below(oneOf([4, 19, 30])))}` : '';
  const exponent =
    random() < 0.2 ? `${oneOf(['e', 'E'])}${oneOf(['', '+', '-'])}${digits(1 + below(2))}` : '';
  return `${oneOf(['', '-'])}${wholePart}${fraction}${exponent}`;
}

/** The text of a number halfway between two float32 numbers, or one digit beside it. */
function halfwayText(): string {
  const one = Math.fround(random());
  const bits = new Uint32Array(new Float32Array([one]).buffer);
  bits[0]!++;
  const next = new Float32Array(bits.buffer)[0]!;
  const text = ((one + next) / 2).toPrecision(17);
  return `${text.slice(0, -1)}${below(10)}`;
}

function bodyText(): string {
  const space = random() < 0.3 ? ' ' : '';
  const list = (): string =>
    Array.from({ length: dimension }, random() < 0.2 ? halfwayText : numberText).join(`,${space}`);
  const vectors = Array.from({ length: 1 + below(3) }, (_, at) => {
    const members = [
      `"id":"r${at}"`,
      `"values":${space}[${list()}]`,
      oneOf([`"metadata":{"a":"\\"values\\":[1]é"}`, `"metadata":{"values":["x"]}`]),
    ];
    return `{${members.join(`,${space}`)}}`;
  });
  return `{"vectors":[${vectors.join(',')}],"namespace":"n"}`;
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

it('reads bodies bit by bit as JSON.parse does, in parts of any size', () => {
  let scanned = 0;
  for (let round = 0; round < 6000; round++) {
    const bytes = encode(bodyText());
    const found = scan(bytes, 1 + below(120));
    if (found === undefined) continue;
    scanned++;
    expect(found).toEqual(whole(bytes));
    const expected = whole(bytes)!.batch.values;
    expect(Buffer.compare(Buffer.from(found.batch.values), Buffer.from(expected))).toBe(0);
  }
  expect(scanned).toBeGreaterThan(2000);
});

it('never accepts a changed body that JSON.parse refuses, nor reads it otherwise', () => {
  const wrong: string[] = [];
  for (let round = 0; round < 20_000; round++) {
    const bytes = encode(bodyText());
    for (let change = 0; change <= below(2); change++)
      bytes[below(bytes.length)] = oneOf([...encode('"\\[]{},:0.eE-+ v'), below(256)]);
    const found = scan(bytes, 1 + below(200));
    if (found !== undefined && !isDeepStrictEqual(found, whole(bytes)))
      wrong.push(new TextDecoder().decode(bytes));
  }
  expect(wrong).toEqual([]);
});

it.each([
  '{"vectors":[{"id":"a","v\\u0061lues":[1,2,3],"x":{"values":[4,5,6]}}]}',
  '{"vectors":[{"id":"a","values":[1,2,3],"values":[4,5,6]}]}',
  '{"x":[{"values":[1,2,3]}],"vectors":[{"id":"a"}]}',
  '{"vectors":[{"id":"a","values":[1,2]}]}',
  '{"vectors":[{"id":"a","values":[1,2,1e39]}]}',
  '{"vectors":[{"id":"a","values":[01,2,3]}]}',
  '{"vectors":[{"id":"a","values":[0,0,0]}]}',
  '{"vectors":[{"id":"a","values":[1,2,3]}',
])('leaves to JSON.parse: %s', (text) => {
  expect(scan(encode(text), text.length)).toBe(undefined);
});
