/** The versions of the API that we speak, the preferred one first; all from 2024-07 to 2026-04 share the legacy shape. */
export const apiVersions = ['2026-07', '2025-10'] as const;

export type ApiVersion = (typeof apiVersions)[number];

/** The version to try after a service refused this one. */
export function versionBefore(version: ApiVersion): ApiVersion | undefined {
  return apiVersions[apiVersions.indexOf(version) + 1];
}
