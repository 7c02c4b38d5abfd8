import { apiVersions, versionBefore, type ApiVersion } from './apiVersion.ts';

/**
 * Stores the API version to use for each host: the preferred one until the host rejects it. Outlives clients, which are
 * created per use.
 */
export class AcceptedApiVersions {
  readonly #byHost = new Map<string, ApiVersion>();

  of(host: string): ApiVersion {
    return this.#byHost.get(host) ?? apiVersions[0];
  }

  /** Records that the host rejected a version. Returns the next older version, or `undefined` if there is none. */
  downgrade(host: string, version: ApiVersion): ApiVersion | undefined {
    const older = versionBefore(version);
    if (older !== undefined) this.#byHost.set(host, older);
    return older;
  }
}
