import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import type { Metadata } from '../../../model/record.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import type { DocumentChange } from '../../namespace/calls/documentCalls.ts';
import { isEmbeddedField, type DocumentFields } from '../../storage/indexFields.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { StoredRecord } from '../../storage/storedRecord.ts';
import { wordsOf } from '../../textSearch/terms.ts';
import type { ApiVersion } from './apiVersion.ts';
import { isGiven } from './decode.ts';
import { decodeMetadata } from './decodeMetadata.ts';
import { decodeId } from './recordIdentifiers.ts';
import { checkNotZero, decodeSparseValues, fillVector } from './vectorValues.ts';

const maxTextBytes = 100 * 1024;
const maxTextTerms = 10_000;

type FieldValues = {
  readonly metadata: Metadata;
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
};

/** Decodes documents of one index. Fields that are not in the schema are metadata. */
export class DocumentReader {
  readonly #fields: DocumentFields;
  readonly #version: ApiVersion;

  /** Throws `badInput` if the index has no document schema. */
  constructor({ name, fields }: StoredIndex, version: ApiVersion) {
    if (fields === undefined) {
      const message = `“${name}” has no document schema: use the vector or record API`;
      throw new Failure('badInput', message);
    }
    this.#fields = fields;
    this.#version = version;
  }

  get fields(): DocumentFields {
    return this.#fields;
  }

  /** Decodes a complete document. Throws `badInput` if the index cannot hold it. */
  document(value: unknown): StoredRecord {
    const { id, fields } = identified(value);
    this.#checkEmbedded(id, fields);
    if (!Object.keys(this.#fields).some((name) => fields[name] !== undefined)) {
      const names = Object.keys(this.#fields).join(', ');
      const message = `Document “${id}” has no field of the schema: it needs at least one of ${names}`;
      throw new Failure('badInput', message);
    }
    return { id, ...this.values(fields) };
  }

  /** Decodes a partial document for an update. Throws `badInput`. */
  change(value: unknown): DocumentChange & { readonly id: string } {
    const { id, fields } = identified(value);
    const { _remove_fields: removed, ...others } = fields;
    const names = removedNames(removed);
    refuseBoth(Object.keys(others), names);
    return { id, ...this.values(others), removed: names };
  }

  /** Throws `badInput` if the text is missing that the index embeds. */
  #checkEmbedded(id: string, fields: Readonly<Record<string, unknown>>): void {
    const missing = Object.entries(this.#fields).find(
      ([name, field]) => isEmbeddedField(field) && !isGiven(fields[name]),
    );
    if (missing === undefined) return;
    const message = `Document “${id}” has no text in the field “${missing[0]}”, which the index embeds`;
    throw new Failure('badInput', message);
  }

  /** Decodes the values of fields. Throws `badInput`. */
  values(fields: Readonly<Record<string, unknown>>): FieldValues {
    const texts: Record<string, string> = {};
    const others: [string, unknown][] = [];
    let values: Float32Array | undefined;
    let sparse: SparseVector | undefined;
    for (const [name, value] of Object.entries(fields)) {
      const field = this.#fields[name];
      if (value === null) continue;
      if (field?.type === 'dense_vector') values = dense(name, value, field.dimension);
      else if (field?.type === 'sparse_vector')
        sparse = decodeSparseValues(value, `values of “${name}”`, this.#version);
      else if (field?.type === 'string' || field?.type === 'unstored_text')
        texts[name] = text(name, value);
      else others.push([checkedName(name), value]);
    }
    return {
      metadata: { ...decodeMetadata(Object.fromEntries(others), this.#version), ...texts },
      ...(values === undefined ? {} : { values }),
      ...(sparse === undefined ? {} : { sparse }),
    };
  }
}

/** Decodes the list of fields to remove. Throws `badInput`. */
export function removedNames(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw new Failure('badInput', 'The fields to remove are a list of names');
}

/** Throws `badInput` if a field is both set and removed. */
export function refuseBoth(set: readonly string[], removed: readonly string[]): void {
  const both = set.find((name) => removed.includes(name));
  if (both === undefined) return;
  throw new Failure('badInput', `The field “${both}” cannot be set and removed at once`);
}

function identified(value: unknown): { id: string; fields: Readonly<Record<string, unknown>> } {
  if (!isObject(value)) throw new Failure('badInput', 'A document is an object with an _id');
  const { _id: id, ...fields } = value;
  return { id: decodeId(id), fields };
}

function checkedName(name: string): string {
  if (!name.startsWith('_')) return name;
  throw new Failure(
    'badInput',
    `“${name}” cannot be a field: names that begin with “_” are reserved`,
  );
}

function dense(name: string, value: unknown, dimension: number): Float32Array {
  const values = new Float32Array(dimension);
  fillVector(values, value, `field “${name}”`);
  checkNotZero(values);
  return values;
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string')
    throw new Failure('badInput', `The field “${name}” is searched as text and must be a string`);
  if (Buffer.byteLength(value) > maxTextBytes || wordsOf(value).length > maxTextTerms) {
    const message = `The text of the field “${name}” exceeds ${maxTextBytes} bytes or ${maxTextTerms} words`;
    throw new Failure('badInput', message);
  }
  return value;
}
