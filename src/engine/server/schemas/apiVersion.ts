import { Failure } from '../../../common/failure.ts';

/** A version of Pinecone’s API that the engine speaks. */
export type ApiVersion = (typeof apiVersions)[number];

export const apiVersionHeader = 'x-pinecone-api-version';

/** The API versions that the engine supports, oldest first: all stable ones, and the preview of documents. */
const apiVersions = [
  '2024-07',
  '2024-10',
  '2025-01',
  '2025-04',
  '2025-10',
  '2026-01.alpha',
  '2026-04',
  '2026-07',
] as const;

/**
 * Returns the API version of a request. Without a header it is the oldest one, as in Pinecone. Throws `badInput`
 * for unknown versions.
 */
export function apiVersionOf(header: string | undefined): ApiVersion {
  const version = findApiVersion(header);
  if (version !== undefined) return version;
  const message = `API version ${JSON.stringify(header)} is not supported; supported are ${apiVersions.join(', ')}`;
  throw new Failure('badInput', message);
}

/** Returns the API version of a request, or undefined for unknown versions. */
export function findApiVersion(header: string | undefined): ApiVersion | undefined {
  return header === undefined ? apiVersions[0] : apiVersions.find((known) => known === header);
}

/** Whether this version describes indexes by a schema. Other versions use dimension, metric and spec. */
export function hasSchemas(version: ApiVersion): boolean {
  return version >= '2026-07' || isPreview(version);
}

/** Whether this version is the preview of documents, whose schemas can declare metadata. */
export function isPreview(version: ApiVersion): boolean {
  return version === '2026-01.alpha';
}

/** Whether the counts of a namespace are decimal strings. */
export function hasTextCounts(version: ApiVersion): boolean {
  return version >= '2026-07';
}

/** Whether this version has namespace aliases. */
export function hasAliases(version: ApiVersion): boolean {
  return version >= '2026-07';
}

/** Whether the description of a sparse index has the dimension 0. Clients of these versions require a dimension. */
export function needsDimension(version: ApiVersion): boolean {
  return version < '2025-01';
}

/** Whether the description of an index tells its read capacity. */
export function hasReadCapacity(version: ApiVersion): boolean {
  return version >= '2025-10';
}

/** Whether query responses contain the empty `results` list of former batch queries. */
export function hasResultList(version: ApiVersion): boolean {
  return version < '2026-07';
}

/** Whether the default namespace has the name `__default__`. In earlier versions it has none. */
export function hasDefaultName(version: ApiVersion): boolean {
  return version >= '2025-04';
}

/** Whether a null in metadata removes its key. Earlier versions reject it. */
export function dropsNull(version: ApiVersion): boolean {
  return version >= '2026-07';
}
