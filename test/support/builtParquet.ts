import { Buffer } from 'node:buffer';

// Parquet files byte by byte, so that tests can make each number in them a lie.

/** A field of a struct of Thrift's compact protocol. */
type Field = readonly [
  id: number,
  kind: 'i32' | 'i64' | 'bytes' | 'struct' | 'i32s' | 'byteses' | 'structs',
  value: unknown,
];

const codes = { i32: 5, i64: 6, bytes: 8, struct: 12, i32s: 9, byteses: 9, structs: 9 } as const;
const elementCodes = { i32s: 5, byteses: 8, structs: 12 } as const;

export function struct(...fields: readonly Field[]): Buffer {
  const parts: Buffer[] = [];
  let last = 0;
  for (const [id, kind, value] of fields) {
    parts.push(Buffer.from([((id - last) << 4) | codes[kind]]), encoded(kind, value));
    last = id;
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function encoded(kind: Field[1], value: unknown): Buffer {
  switch (kind) {
    case 'i32':
    case 'i64':
      return varint(zigzag(BigInt(value as number)));
    case 'bytes': {
      const bytes = Buffer.from(value as Buffer | string);
      return Buffer.concat([varint(BigInt(bytes.length)), bytes]);
    }
    case 'struct':
      return value as Buffer;
    case 'i32s':
    case 'byteses':
    case 'structs': {
      const list = value as readonly unknown[];
      const one = ({ i32s: 'i32', byteses: 'bytes', structs: 'struct' } as const)[kind];
      const head = Buffer.concat([
        Buffer.from([0xf0 | elementCodes[kind]]),
        varint(BigInt(list.length)),
      ]);
      return Buffer.concat([head, ...list.map((item) => encoded(one, item))]);
    }
  }
}

function zigzag(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** Levels, each as a run of its own, with their length before them. */
export function levels(...all: readonly number[]): Buffer {
  const runs = Buffer.from(all.flatMap((level) => [2, level]));
  return Buffer.concat([u32(runs.length), runs]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function floats(...values: readonly number[]): Buffer {
  return Buffer.from(new Float32Array(values).buffer);
}

export function texts(...values: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(
    values.flatMap((value) => [u32(Buffer.byteLength(value)), Buffer.from(value)]),
  );
}

export type BuiltPage = {
  readonly count: number;
  readonly bytes: Buffer;
  /** 0 is PLAIN. */
  readonly encoding?: number;
  /** What the header says; else the length of the bytes. */
  readonly decodedSize?: number;
};

export type BuiltColumn = {
  /** Elements of the schema: of a flat column one, of a list three. */
  readonly schema: readonly Buffer[];
  readonly path: readonly string[];
  /** 1 is INT32, 4 FLOAT, 6 BYTE_ARRAY. */
  readonly type: number;
  readonly pages: readonly BuiltPage[];
  readonly codec?: number;
  readonly count?: number;
  readonly statistics?: Buffer;
};

/** `repetition`: 0 required, 1 optional, 2 repeated. */
export function element(
  name: string,
  repetition: number,
  { type, children, converted }: { type?: number; children?: number; converted?: number },
): Buffer {
  return struct(
    ...(type === undefined ? [] : ([[1, 'i32', type]] as const)),
    [3, 'i32', repetition],
    [4, 'bytes', name],
    ...(children === undefined ? [] : ([[5, 'i32', children]] as const)),
    ...(converted === undefined ? [] : ([[6, 'i32', converted]] as const)),
  );
}

/** A required column of texts. */
export function textColumn(name: string, ...values: readonly (Buffer | string)[]): BuiltColumn {
  return {
    schema: [element(name, 0, { type: 6, converted: 0 })],
    path: [name],
    type: 6,
    pages: [{ count: values.length, bytes: texts(...values) }],
  };
}

/** A required column of lists of numbers, with so many values in each page. */
export function listColumn(
  name: string,
  lists: readonly (readonly number[])[],
  valuesAPage = Infinity,
): BuiltColumn {
  const entries = lists.flatMap((list) =>
    list.map((value, at) => ({ value, repetition: at === 0 ? 0 : 1 })),
  );
  const pages: BuiltPage[] = [];
  for (let at = 0; at < entries.length; at += valuesAPage) {
    const part = entries.slice(at, at + valuesAPage);
    const repetition = levels(...part.map((entry) => entry.repetition));
    const definition = levels(...part.map(() => 1));
    const values = floats(...part.map(({ value }) => value));
    pages.push({ count: part.length, bytes: Buffer.concat([repetition, definition, values]) });
  }
  const schema = [
    element(name, 0, { children: 1, converted: 3 }),
    element('list', 2, { children: 1 }),
    element('element', 0, { type: 4 }),
  ];
  return { schema, path: [name, 'list', 'element'], type: 4, pages };
}

/** A file of one row group. */
export function builtParquet(rowCount: number, columns: readonly BuiltColumn[]): Buffer {
  const parts: Buffer[] = [Buffer.from('PAR1')];
  const chunks = columns.map((column) => {
    const start = sizeOf(parts);
    for (const page of column.pages) parts.push(headerOf(page), page.bytes);
    return chunkOf(column, start, sizeOf(parts) - start);
  });
  const root = element('root', 0, { children: columns.length });
  const group = struct([1, 'structs', chunks], [2, 'i64', 1], [3, 'i64', rowCount]);
  const footer = struct(
    [1, 'i32', 1],
    [2, 'structs', [root, ...columns.flatMap(({ schema }) => schema)]],
    [3, 'i64', rowCount],
    [4, 'structs', [group]],
  );
  return withFooter(Buffer.concat(parts), footer);
}

export function withFooter(body: Buffer, footer: Buffer): Buffer {
  return Buffer.concat([body, footer, u32(footer.length), Buffer.from('PAR1')]);
}

function headerOf({ count, bytes, encoding = 0, decodedSize = bytes.length }: BuiltPage): Buffer {
  const data = struct([1, 'i32', count], [2, 'i32', encoding], [3, 'i32', 3], [4, 'i32', 3]);
  return struct(
    [1, 'i32', 0],
    [2, 'i32', decodedSize],
    [3, 'i32', bytes.length],
    [5, 'struct', data],
  );
}

function chunkOf(
  { path, type, pages, codec = 0, count, statistics }: BuiltColumn,
  start: number,
  size: number,
): Buffer {
  const valueCount = count ?? pages.reduce((sum, page) => sum + page.count, 0);
  const metadata = struct(
    [1, 'i32', type],
    [2, 'i32s', [0]],
    [3, 'byteses', path],
    [4, 'i32', codec],
    [5, 'i64', valueCount],
    [6, 'i64', size],
    [7, 'i64', size],
    [9, 'i64', start],
    ...(statistics === undefined ? [] : ([[12, 'struct', statistics]] as const)),
  );
  return struct([2, 'i64', start], [3, 'struct', metadata]);
}

function sizeOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
