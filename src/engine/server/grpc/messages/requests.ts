import type { PageParameters } from '../../schemas/paging.ts';
import { maxUpsertRecords } from '../../schemas/vectorRequests.ts';
import { FloatList } from '../wire/floatList.ts';
import { ProtoReader, tagOf, wireTypes } from '../wire/protoReader.ts';
import { readStruct } from '../wire/struct.ts';
import { readFloats, readSparseValues, readVector } from './vectorMessages.ts';

// Reads each request into the body that the REST API has for it, so that the operations validate both alike. Optional
// fields that are not sent, and empty ones that proto3 cannot tell from them, are absent.

const { varint, bytes, fixed32 } = wireTypes;

type Body = Record<string, unknown>;

/** Reads the value of a field whose tag was read and stores it in the body. */
type ReadField = (reader: ProtoReader, body: Body, tag: number) => void;

type Fields = ReadonlyMap<number, ReadField>;

function readFields(message: Uint8Array, fields: Fields, body: Body = {}): Body {
  const reader = new ProtoReader(message);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const read = fields.get(tag);
    if (read === undefined) reader.skip(tag);
    else read(reader, body, tag);
  }
  return body;
}

function stringField(field: number, name: string): [number, ReadField] {
  return [tagOf(field, bytes), (reader, body) => (body[name] = reader.string())];
}

function integerField(field: number, name: string): [number, ReadField] {
  return [tagOf(field, varint), (reader, body) => (body[name] = reader.uint32())];
}

/** Limits are decimal text in the query of a URL. */
function limitField(field: number): [number, ReadField] {
  return [tagOf(field, varint), (reader, body) => (body['limit'] = String(reader.uint32()))];
}

function boolField(field: number, name: string): [number, ReadField] {
  return [tagOf(field, varint), (reader, body) => (body[name] = reader.bool())];
}

function structField(field: number, name: string): [number, ReadField] {
  return [tagOf(field, bytes), (reader, body) => (body[name] = readStruct(reader.bytes()))];
}

function sparseField(field: number, name: string): [number, ReadField] {
  return [tagOf(field, bytes), (reader, body) => (body[name] = readSparseValues(reader.bytes()))];
}

function stringsField(field: number, name: string): [number, ReadField] {
  return [tagOf(field, bytes), (reader, body) => listOf(body, name).push(reader.string())];
}

/** Both forms of a list of floats. */
function floatFields(field: number, name: string): [number, ReadField][] {
  const read: ReadField = (reader, body, tag) => {
    const list = body[name] instanceof FloatList ? body[name] : new FloatList();
    body[name] = list;
    readFloats(reader, tag, list);
  };
  return [
    [tagOf(field, fixed32), read],
    [tagOf(field, bytes), read],
  ];
}

/** Marks a field that the engine refuses with any value. */
function presentField(field: number, type: 0 | 2 | 5, name: string): [number, ReadField] {
  const tag = tagOf(field, type);
  return [
    tag,
    (reader, body) => {
      reader.skip(tag);
      body[name] = true;
    },
  ];
}

function listOf(body: Body, name: string): unknown[] {
  const list = body[name];
  if (Array.isArray(list)) return list;
  const created: unknown[] = [];
  body[name] = created;
  return created;
}

/** Vectors beyond the limit are counted, not read. */
const omittedVector = {};

const upsertFields: Fields = new Map([
  [
    tagOf(1, bytes),
    (reader, body) => {
      const vectors = listOf(body, 'vectors');
      const message = reader.bytes();
      vectors.push(vectors.length < maxUpsertRecords ? readVector(message) : omittedVector);
    },
  ],
  stringField(2, 'namespace'),
]);

export function readUpsert(message: Uint8Array): unknown {
  return readFields(message, upsertFields, { vectors: [] });
}

const queryFields: Fields = new Map([
  stringField(1, 'namespace'),
  integerField(2, 'topK'),
  structField(3, 'filter'),
  boolField(4, 'includeValues'),
  boolField(5, 'includeMetadata'),
  presentField(6, bytes, 'queries'),
  ...floatFields(7, 'vector'),
  stringField(8, 'id'),
  sparseField(9, 'sparseVector'),
  presentField(10, fixed32, 'scanFactor'),
  presentField(11, varint, 'maxCandidates'),
]);

export function readQuery(message: Uint8Array): unknown {
  return withNumbers(readFields(message, queryFields, { topK: 0 }), 'vector');
}

const deleteFields: Fields = new Map([
  stringsField(1, 'ids'),
  boolField(2, 'deleteAll'),
  stringField(3, 'namespace'),
  structField(4, 'filter'),
]);

export function readDelete(message: Uint8Array): unknown {
  return readFields(message, deleteFields);
}

const fetchFields: Fields = new Map([stringsField(1, 'ids'), stringField(2, 'namespace')]);

export function readFetch(message: Uint8Array): {
  readonly ids: readonly string[];
  readonly namespace?: string;
} {
  return readFields(message, fetchFields, { ids: [] }) as { ids: string[]; namespace?: string };
}

const fetchByMetadataFields: Fields = new Map([
  stringField(1, 'namespace'),
  structField(2, 'filter'),
  integerField(3, 'limit'),
  stringField(4, 'paginationToken'),
]);

export function readFetchByMetadata(message: Uint8Array): unknown {
  return readFields(message, fetchByMetadataFields);
}

const listFields: Fields = new Map([
  stringField(1, 'prefix'),
  limitField(2),
  stringField(3, 'paginationToken'),
  stringField(4, 'namespace'),
]);

export function readList(message: Uint8Array): PageParameters & { readonly namespace?: string } {
  return readFields(message, listFields);
}

const updateFields: Fields = new Map([
  stringField(1, 'id'),
  ...floatFields(2, 'values'),
  structField(3, 'setMetadata'),
  stringField(4, 'namespace'),
  sparseField(5, 'sparseValues'),
  structField(6, 'filter'),
  boolField(7, 'dryRun'),
]);

export function readUpdate(message: Uint8Array): unknown {
  return withNumbers(readFields(message, updateFields), 'values');
}

const statsFields: Fields = new Map([structField(1, 'filter')]);

export function readStats(message: Uint8Array): unknown {
  return readFields(message, statsFields);
}

const listNamespacesFields: Fields = new Map([
  stringField(1, 'paginationToken'),
  limitField(2),
  stringField(3, 'prefix'),
]);

export function readListNamespaces(message: Uint8Array): PageParameters {
  return readFields(message, listNamespacesFields);
}

const schemaEntryFields: Fields = new Map([
  stringField(1, 'name'),
  [
    tagOf(2, bytes),
    (reader, body) => {
      const properties: Fields = new Map([boolField(1, 'filterable')]);
      body['field'] = readFields(reader.bytes(), properties, { filterable: false });
    },
  ],
]);

const schemaFields: Fields = new Map([
  [
    tagOf(1, bytes),
    (reader, body) => listOf(body, 'entries').push(readFields(reader.bytes(), schemaEntryFields)),
  ],
]);

const createNamespaceFields: Fields = new Map([
  stringField(1, 'name'),
  [
    tagOf(2, bytes),
    (reader, body) => {
      const { entries } = readFields(reader.bytes(), schemaFields, { entries: [] });
      const pairs = (entries as Body[]).map(({ name = '', field = { filterable: false } }) => [
        name,
        field,
      ]);
      body['schema'] = { fields: Object.fromEntries(pairs) as Body };
    },
  ],
]);

export function readCreateNamespace(message: Uint8Array): unknown {
  return readFields(message, createNamespaceFields, { name: '' });
}

const namespaceFields: Fields = new Map([stringField(1, 'namespace')]);

/** Reads the request that describes or deletes a namespace. */
export function readNamespace(message: Uint8Array): string | undefined {
  return readFields(message, namespaceFields)['namespace'] as string | undefined;
}

function withNumbers(body: Body, name: string): Body {
  const list = body[name];
  return list instanceof FloatList ? { ...body, [name]: list.values } : body;
}
