import { Failure } from '../../../common/failure.ts';

export const apiVersionHeader = 'x-pinecone-api-version';

/** The stable versions that the engine answers, the oldest first. */
const apiVersions = [
  '2024-07',
  '2024-10',
  '2025-01',
  '2025-04',
  '2025-10',
  '2026-04',
  '2026-07',
] as const;

export type ApiVersion = (typeof apiVersions)[number];

/** The version that a request asks for; without a header the oldest, as at Pinecone. Throws `badInput` on another. */
export function apiVersionOf(header: string | undefined): ApiVersion {
  if (header === undefined) return apiVersions[0];
  const version = apiVersions.find((known) => known === header);
  if (version === undefined) {
    const message = `API version ${JSON.stringify(header)} is not supported; supported are ${apiVersions.join(', ')}`;
    throw new Failure('badInput', message);
  }
  return version;
}

/** Whether indexes are described by a schema; before they had a dimension, a metric and a spec. */
export function hasSchemas(version: ApiVersion): boolean {
  return version >= '2026-07';
}

/** Whether a query's answer still has the empty list of results that batches of queries once had. */
export function hasResultList(version: ApiVersion): boolean {
  return version < '2025-01';
}
