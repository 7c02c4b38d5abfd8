import { Failure } from '../../../../common/failure.ts';
import type { Metadata } from '../../../../model/record.ts';
import type { SparseVector } from '../../../sparseSearch/sparseVector.ts';
import { FloatList } from '../wire/floatList.ts';
import { ProtoReader, tagOf, wireTypes } from '../wire/protoReader.ts';
import type { ProtoWriter } from '../wire/protoWriter.ts';
import { readStruct, writeStruct } from '../wire/struct.ts';

// The messages that describe vectors, read into the members of the REST API. Lists of numbers may be packed or not:
// both are valid protobuf, and the Rust client packs none.

const { varint, bytes, fixed32 } = wireTypes;

/** A vector as `decodeUpsert` takes it. */
export type VectorBody = {
  id: string;
  values: Float32Array;
  metadata?: Record<string, unknown>;
  sparseValues?: SparseBody;
};

export type SparseBody = { readonly indices: readonly number[]; readonly values: Float32Array };

/** Reads a repeated field of floats whose tag was read: one value, or a packed block. */
export function readFloats(reader: ProtoReader, tag: number, into: FloatList): void {
  if (tag % 8 === fixed32) into.add(reader.float());
  else if (!into.addPacked(reader.bytes()))
    throw new Failure('badInput', 'A packed list of numbers ends within a number');
}

/** Reads the message Vector. */
export function readVector(message: Uint8Array): VectorBody {
  const values = new FloatList();
  const vector: VectorBody = { id: '', values: values.values };
  const reader = new ProtoReader(message);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    switch (tag) {
      case tagOf(1, bytes):
        vector.id = reader.string();
        break;
      case tagOf(2, fixed32):
      case tagOf(2, bytes):
        readFloats(reader, tag, values);
        break;
      case tagOf(3, bytes):
        vector.metadata = readStruct(reader.bytes());
        break;
      case tagOf(4, bytes):
        vector.sparseValues = readSparseValues(reader.bytes());
        break;
      default:
        reader.skip(tag);
    }
  }
  vector.values = values.values;
  return vector;
}

/** Reads the message SparseValues. */
export function readSparseValues(message: Uint8Array): SparseBody {
  const indices: number[] = [];
  const values = new FloatList();
  const reader = new ProtoReader(message);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    switch (tag) {
      case tagOf(1, varint):
        indices.push(reader.uint32());
        break;
      case tagOf(1, bytes):
        readIndices(reader.bytes(), indices);
        break;
      case tagOf(2, fixed32):
      case tagOf(2, bytes):
        readFloats(reader, tag, values);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { indices, values: values.values };
}

function readIndices(block: Uint8Array, indices: number[]): void {
  const reader = new ProtoReader(block);
  while (!reader.isAtEnd) indices.push(reader.uint32());
}

/** The parts of a record that a vector message shows. */
export type ShownVector = {
  readonly id: string;
  readonly score?: number;
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
  readonly metadata?: Metadata;
};

/** Writes the fields of the message Vector. */
export function writeVector(writer: ProtoWriter, { id, ...parts }: ShownVector): void {
  writer.string(1, id);
  writeParts(writer, 2, parts);
}

/** Writes the fields of the message ScoredVector. */
export function writeScoredVector(
  writer: ProtoWriter,
  { id, score = 0, ...parts }: ShownVector,
): void {
  writer.string(1, id);
  writer.float(2, score);
  writeParts(writer, 3, parts);
}

/** Writes values, metadata and sparse values to consecutive fields. */
function writeParts(
  writer: ProtoWriter,
  first: number,
  { values, metadata, sparse }: Omit<ShownVector, 'id' | 'score'>,
): void {
  if (values !== undefined) writer.floats(first, values);
  if (metadata !== undefined && Object.keys(metadata).length > 0)
    writer.message(first + 1, () => writeStruct(writer, metadata));
  if (sparse !== undefined)
    writer.message(first + 2, () => {
      writer.integers(1, sparse.indices);
      writer.floats(2, sparse.values);
    });
}
