import { Failure } from '../../../../common/failure.ts';
import type { Metadata, MetadataValue } from '../../../../model/record.ts';
import { ProtoReader, tagOf, wireTypes } from './protoReader.ts';
import type { ProtoWriter } from './protoWriter.ts';

// google.protobuf.Struct, which carries metadata and filters: the same values as JSON.

const fieldsTag = tagOf(1, wireTypes.bytes);
const keyTag = tagOf(1, wireTypes.bytes);
const valueTag = tagOf(2, wireTypes.bytes);
const elementsTag = tagOf(1, wireTypes.bytes);

const kinds = { null: 1, number: 2, string: 3, bool: 4, struct: 5, list: 6 } as const;
const nullTag = tagOf(kinds.null, wireTypes.varint);
const numberTag = tagOf(kinds.number, wireTypes.fixed64);
const stringTag = tagOf(kinds.string, wireTypes.bytes);
const boolTag = tagOf(kinds.bool, wireTypes.varint);
const structTag = tagOf(kinds.struct, wireTypes.bytes);
const listTag = tagOf(kinds.list, wireTypes.bytes);

/** The nesting limit, above any valid filter. */
const maxNesting = 100;

/** Decodes a struct into the object that JSON of the same content has. Throws `badInput`. */
export function readStruct(bytes: Uint8Array, levels = maxNesting): Record<string, unknown> {
  if (levels === 0)
    throw new Failure('badInput', `The message is nested too deeply: at most ${maxNesting} levels`);
  const object: Record<string, unknown> = {};
  const reader = new ProtoReader(bytes);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === fieldsTag) readEntry(object, reader.bytes(), levels);
    else reader.skip(tag);
  }
  return object;
}

function readEntry(object: Record<string, unknown>, bytes: Uint8Array, levels: number): void {
  let key = '';
  let value: unknown = null;
  const reader = new ProtoReader(bytes);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === keyTag) key = reader.string();
    else if (tag === valueTag) value = readValue(reader.bytes(), levels);
    else reader.skip(tag);
  }
  // Assigning this name would set the prototype instead.
  if (key === '__proto__')
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else object[key] = value;
}

function readValue(bytes: Uint8Array, levels: number): unknown {
  let value: unknown = null;
  const reader = new ProtoReader(bytes);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === nullTag) {
      reader.uint32();
      value = null;
    } else if (tag === numberTag) value = finite(reader.double());
    else if (tag === stringTag) value = reader.string();
    else if (tag === boolTag) value = reader.bool();
    else if (tag === structTag) value = readStruct(reader.bytes(), levels - 1);
    else if (tag === listTag) value = readList(reader.bytes(), levels - 1);
    else reader.skip(tag);
  }
  return value;
}

function readList(bytes: Uint8Array, levels: number): unknown[] {
  if (levels === 0)
    throw new Failure('badInput', `The message is nested too deeply: at most ${maxNesting} levels`);
  const list: unknown[] = [];
  const reader = new ProtoReader(bytes);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === elementsTag) list.push(readValue(reader.bytes(), levels));
    else reader.skip(tag);
  }
  return list;
}

/** JSON has finite numbers only. */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Failure('badInput', 'A number of metadata or of a filter is not finite');
}

/** Writes the fields of a struct that holds metadata. */
export function writeStruct(writer: ProtoWriter, metadata: Metadata): void {
  for (const key of Object.keys(metadata)) {
    writer.message(1, () => {
      writer.string(1, key);
      writer.message(2, () => writeValue(writer, metadata[key]!));
    });
  }
}

function writeValue(writer: ProtoWriter, value: MetadataValue): void {
  if (typeof value === 'string') writer.string(kinds.string, value);
  else if (typeof value === 'number') writer.double(kinds.number, value);
  else if (typeof value === 'boolean') writer.bool(kinds.bool, value);
  else
    writer.message(kinds.list, () => {
      for (const element of value) writer.message(1, () => writer.string(kinds.string, element));
    });
}
