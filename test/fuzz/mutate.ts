import { isObject } from '../../src/common/objects.ts';

type Random = () => number;

/** Stands for text that JSON.stringify would not print: `printJson` puts it in as it is. */
const raw = (text: string): string => `\uE000${text}\uE001`;

/** Values that nobody expects, each made anew: what holds them may change them. */
const oddValues: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => '0',
  () => -1,
  () => 0,
  () => 0.5,
  () => 2 ** 53,
  () => 1e38,
  () => 3.5e38,
  () => -1e308,
  () => 5e-324,
  () => raw('1e999'),
  () => raw('-1e999'),
  () => raw('NaN'),
  () => raw('Infinity'),
  () => raw('-0'),
  () => raw('0.1234567890123456789012345678901234567890'),
  () => '\u0000',
  () => '\uD800',
  () => '\u202Eabc\u{1F600}',
  () => '__proto__',
  () => 'constructor',
  () => '../../../etc/passwd',
  () => 'x'.repeat(513),
  () => 'x'.repeat(50_000),
  () => '('.repeat(40),
  () => '"'.repeat(99),
  () => '+-!^9^9 AND OR NOT a:b:c*',
  () => 'a~2 '.repeat(32),
  () => '/.*/ '.repeat(32),
  () => '/(a|a)*(a*)*(.?){90}b/ AND /(((.{9}){9}){9}){9}/',
  () => `"${'the '.repeat(1000)}"~9999999999`,
  () => `"${'a '.repeat(1000)}a"*`,
  () => `${'(+a '.repeat(32)}a${')^9'.repeat(32)}`,
  () => [],
  () => ({}),
  () => [[]],
  () => [null],
  () => ({ $and: [] }),
  () => ({ $gt: 'a' }),
  () => Object.fromEntries([['__proto__', { isAdmin: true }]]),
  () => Array.from({ length: 2000 }, (_, at) => at),
  () => nested(100),
  () => nested(5000),
  () => nested(100_000),
];

/** Somewhat more than a body may have. */
const largestList = 20 * 1024 * 1024;

const oddKeys = [
  '',
  '__proto__',
  'constructor',
  'toString',
  '$where',
  '$and',
  '_id',
  '\u0000',
  'é',
];

const marks = ['{', '}', '[', ']', ',', ':', '"', '\\', '\u0000'];

/** The value with one thing in it otherwise: a part replaced, taken away, renamed or repeated. Every part has the same chance. */
export function mutate(value: unknown, random: Random): unknown {
  const places = placesIn(value);
  return changeAt(value, pick(places, random), random);
}

/** JSON of what `mutate` gives. */
export function printJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"\uE000([^\uE001]*)\uE001"/g, (_, escaped: string) =>
    String(JSON.parse(`"${escaped}"`)),
  );
}

/** Text that is no JSON any more, or hardly. */
export function spoil(text: string, random: Random): string | Uint8Array {
  const at = Math.floor(random() * (text.length + 1));
  const ways: readonly (() => string | Uint8Array)[] = [
    () => text.slice(0, at),
    () => `${text}}`,
    () => `\uFEFF${text}`,
    () => `${' '.repeat(100_000)}${text}`,
    () => text.slice(0, at) + pick(marks, random) + text.slice(at),
    () => withByte(text, at, 0xff),
    () => withByte(text, at, 0xc0),
    () => '[1,'.repeat(100_000),
    () => '{"a":'.repeat(100_000),
    () => `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    () => '',
  ];
  return pick(ways, random)();
}

export function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)]!;
}

type Place = readonly (string | number)[];

/** The ways to a value's parts, its own among them. */
function placesIn(value: unknown, way: Place = []): Place[] {
  if (typeof value !== 'object' || value === null || way.length > 20) return [way];
  const parts: readonly [string | number, unknown][] = Array.isArray(value)
    ? value.slice(0, 20).map((part: unknown, at) => [at, part])
    : Object.entries(value);
  return [way, ...parts.flatMap(([key, part]) => placesIn(part, [...way, key]))];
}

function changeAt(value: unknown, [key, ...way]: Place, random: Random): unknown {
  if (key === undefined) return replaced(value, random);
  if (Array.isArray(value))
    return value.with(Number(key), changeAt(value[Number(key)], way, random));
  const entries = Object.entries(value as object).map(([name, part]): [string, unknown] => [
    name,
    name === key ? changeAt(part, way, random) : part,
  ]);
  return Object.fromEntries(entries);
}

function replaced(value: unknown, random: Random): unknown {
  if (random() < 0.6) return pick(oddValues, random)();
  if (Array.isArray(value) && value.length > 0) return changedList(value, random);
  if (isObject(value) && Object.keys(value).length > 0) return changedObject(value, random);
  return pick(oddValues, random)();
}

function changedList(list: readonly unknown[], random: Random): readonly unknown[] {
  const at = Math.floor(random() * list.length);
  const draw = random();
  if (draw < 0.3) return list.toSpliced(at, 1);
  if (draw < 0.6) return [...list, list[at]];
  const length = pick([101, 1001, 20_000], random);
  const sizeBytes = JSON.stringify(list[at]).length;
  return sizeBytes * length < largestList ? Array.from({ length }, () => list[at]) : [];
}

function changedObject(object: Readonly<Record<string, unknown>>, random: Random): object {
  const entries = Object.entries(object);
  const at = Math.floor(random() * entries.length);
  const draw = random();
  if (draw < 0.4) return Object.fromEntries(entries.toSpliced(at, 1));
  const renamed = pick(oddKeys, random);
  if (draw < 0.7) return Object.fromEntries(entries.with(at, [renamed, entries[at]![1]]));
  return Object.fromEntries([...entries, [renamed, pick(oddValues, random)()]]);
}

function nested(depth: number): string {
  return raw(`${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`);
}

/** A byte that UTF-8 never has at that place. */
function withByte(text: string, at: number, byte: number): Uint8Array {
  return Buffer.concat([
    Buffer.from(text.slice(0, at)),
    Buffer.of(byte),
    Buffer.from(text.slice(at)),
  ]);
}
