/** A version of Pinecone’s API that the clients speak. */
export type ApiVersion = (typeof apiVersions)[number];

/** Supported API versions, preferred one first. All versions from 2024-07 to 2026-04 share the legacy format. */
export const apiVersions = ['2026-07', '2025-10'] as const;

/** Returns the version to try after a service rejected this one. */
export function versionBefore(version: ApiVersion): ApiVersion | undefined {
  return apiVersions[apiVersions.indexOf(version) + 1];
}
