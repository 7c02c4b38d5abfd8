import { Failure } from '../common/failure.ts';
import type { ReadCapacity } from './readCapacity.ts';
import { indexNamePattern, maxIndexNameLength, type Metric } from './vectorIndex.ts';

/** An index to be created on serverless infrastructure. Name, content, cloud and region cannot be changed later. */
export type NewIndex = {
  readonly name: string;
  readonly cloud: string;
  readonly region: string;
  readonly tags?: Tags;
  /** Whether deletion protection is on. Default: off. */
  readonly isProtected?: boolean;
} & NewIndexContent;

/** What a new index holds. Without a kind: dense vectors. */
export type NewIndexContent =
  | { readonly kind?: 'dense'; readonly dimension: number; readonly metric: Metric }
  | { readonly kind: 'sparse' }
  /** Texts that the service embeds with a hosted model. `textField` names their field. */
  | { readonly kind: 'embedded'; readonly model: string; readonly textField: string }
  /** Documents whose fields `textFields` have full-text search. API versions before 2026-07 have none. */
  | {
      readonly kind: 'documents';
      readonly textFields: readonly string[];
      /** All fields as the service describes them, to create an index like another one. */
      readonly fields?: Readonly<Record<string, unknown>>;
    };

export type Tags = Readonly<Record<string, string>>;

/** Changes of an index that exists. Tags are merged; an empty value removes a tag. */
export type IndexChanges = {
  readonly isProtected?: boolean;
  readonly tags?: Tags;
  readonly readCapacity?: ReadCapacity;
};

const maxDimension = 20_000;

/** Dimensions of common embedding models. Source: their documentation. */
export const modelDimensions: readonly { readonly model: string; readonly dimension: number }[] = [
  { model: 'text-embedding-3-small', dimension: 1536 },
  { model: 'text-embedding-3-large', dimension: 3072 },
  { model: 'multilingual-e5-large, llama-text-embed-v2', dimension: 1024 },
  { model: 'all-mpnet-base-v2, nomic-embed-text', dimension: 768 },
  { model: 'all-MiniLM-L6-v2', dimension: 384 },
];

/** Models that Pinecone hosts for integrated embedding. */
export const hostedModels = [
  'llama-text-embed-v2',
  'multilingual-e5-large',
  'pinecone-sparse-english-v0',
] as const;

/** Models of the local engine for integrated embedding. */
export const localModels = ['all-MiniLM-L6-v2'] as const;

/** Where an index is created that has no region of its own. */
export const defaultRegion = { cloud: 'aws', region: 'us-east-1' } as const;

/** Clouds and regions of serverless indexes. Pinecone adds regions, so others can be entered. */
export const knownRegions: readonly { readonly cloud: string; readonly region: string }[] = [
  { cloud: 'aws', region: 'us-east-1' },
  { cloud: 'aws', region: 'us-west-2' },
  { cloud: 'aws', region: 'eu-west-1' },
  { cloud: 'gcp', region: 'us-central1' },
  { cloud: 'gcp', region: 'europe-west4' },
  { cloud: 'azure', region: 'eastus2' },
];

const maxTags = 20;
const maxTagNameLength = 80;
const maxTagValueLength = 120;
const maxFieldNameBytes = 64;

/** Returns the trimmed name of an index. Throws `badInput` if the service would refuse it. */
export function parseIndexName(text: string): string {
  const name = text.trim();
  if (name === '') throw new Failure('badInput', 'An index needs a name');
  if (name.length > maxIndexNameLength)
    throw new Failure('badInput', `A name has at most ${maxIndexNameLength} characters`);
  if (!indexNamePattern.test(name))
    throw new Failure(
      'badInput',
      'A name has only a-z, 0-9 and hyphens, and a letter or digit at both ends',
    );
  return name;
}

/** Returns a dimension from typed text. Throws `badInput` outside 1 to 20,000. */
export function parseDimension(text: string): number {
  const dimension = Number(text.trim());
  if (/^\d+$/.test(text.trim()) && dimension >= 1 && dimension <= maxDimension) return dimension;
  throw new Failure('badInput', 'A dimension is a whole number from 1 to 20,000');
}

/** Returns cloud and region from “aws us-east-1” or “aws/us-east-1”. Throws `badInput` for other text. */
export function parseRegion(text: string): { readonly cloud: string; readonly region: string } {
  const [, cloud = '', region = ''] =
    /^(aws|gcp|azure)[\s/]+([a-z0-9-]+)$/.exec(text.trim().toLowerCase()) ?? [];
  if (cloud !== '') return { cloud, region };
  throw new Failure('badInput', 'Enter a cloud (aws, gcp or azure) and a region: aws us-east-1');
}

/**
 * Returns tags from “team=search, stage=test”; a value with commas stands in quotation marks. Throws `badInput` for what
 * the service refuses.
 */
export function parseTags(text: string): Tags {
  const tags = new Map<string, string>();
  const pair = /\s*(?:([^=,]+)=("(?:[^"\\]|\\.)*"\s*|[^,]*))?(?:,|$)/y;
  while (pair.lastIndex < text.length) {
    const at = pair.lastIndex;
    const [all = '', name, value = ''] = pair.exec(text) ?? [];
    if (all === '')
      throw new Failure('badInput', `Write a tag as name=value, not “${text.slice(at).trim()}”`);
    if (name === undefined) continue;
    const [key, content] = checkedTag(name.trim(), unquoted(value.trim()));
    if (tags.has(key)) throw new Failure('badInput', `The tag “${key}” occurs twice`);
    tags.set(key, content);
  }
  if (tags.size > maxTags) throw new Failure('badInput', `An index has at most ${maxTags} tags`);
  return Object.fromEntries(tags);
}

export function printTags(tags: Tags): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${/[,"]/.test(value) ? JSON.stringify(value) : value}`)
    .join(', ');
}

/** Returns the names of text fields from “title, body”. Throws `badInput` for names that the service refuses. */
export function parseTextFields(text: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new Failure('badInput', 'Enter at least one field, such as text');
  for (const name of names) checkFieldName(name);
  if (new Set(names).size < names.length) throw new Failure('badInput', 'A field occurs twice');
  return names;
}

function checkedTag(name: string, value: string): readonly [string, string] {
  if (!/^[\w-]+$/.test(name) || name.length > maxTagNameLength)
    throw new Failure(
      'badInput',
      `The name of a tag has 1 to ${maxTagNameLength} letters, digits, “_” or “-”: “${name}”`,
    );
  if (!/^[\x20-\x7e]*$/.test(value) || value.length > maxTagValueLength)
    throw new Failure(
      'badInput',
      `The value of a tag has at most ${maxTagValueLength} printable ASCII characters: “${name}”`,
    );
  return [name, value];
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
}

function checkFieldName(name: string): void {
  if (/^[$_]/.test(name))
    throw new Failure('badInput', `A field must not begin with “$” or “_”: “${name}”`);
  if (utf8Length(name) > maxFieldNameBytes)
    throw new Failure('badInput', `The name of a field has at most ${maxFieldNameBytes} bytes`);
}

function utf8Length(text: string): number {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/%[\dA-F]{2}/g, '.').length;
}
