import { apiVersions, versionBefore, type ApiVersion } from './apiVersion.ts';

/**
 * The API version to speak to each host: the preferred one until the host refuses it. Clients are made anew for each use;
 * what they learn here outlives them.
 */
export class AcceptedApiVersions {
  readonly #byHost = new Map<string, ApiVersion>();

  of(host: string): ApiVersion {
    return this.#byHost.get(host) ?? apiVersions[0];
  }

  /** The host refused a version: the one to speak from now on, undefined where there is no older one. */
  refused(host: string, version: ApiVersion): ApiVersion | undefined {
    const older = versionBefore(version);
    if (older !== undefined) this.#byHost.set(host, older);
    return older;
  }
}
