import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { Secret } from '../../common/secret.ts';
import type { Project, ProjectKey } from '../../model/keys/projectKey.ts';
import { defaultLimits, type ClientLimits } from '../clientOptions.ts';
import type { Fetch } from '../proxyAwareFetch.ts';
import type { AcceptedApiVersions } from '../acceptedApiVersions.ts';
import { Transport, type ServiceRequest } from '../transport.ts';
import { wireCreatedKey, wireKey, wireKeys, wireProjects } from '../wire/admin.ts';
import { decodeResponse } from '../wire/decode.ts';
import { AccessTokens } from './accessTokens.ts';
import { adminAddressesOf } from './adminAddresses.ts';
import type { AdminClient, CreatedKey, KeyChanges } from './adminClient.ts';

export type AdminClientOptions = {
  readonly controllerUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly log: Log;
  readonly now: () => number;
  readonly fetch?: Fetch;
  readonly versions?: AcceptedApiVersions;
  readonly limits?: Partial<ClientLimits>;
};

/**
 * Creates a client for Pinecone's admin API; makes no request. The secret goes to the token endpoint only, the token to
 * the admin API only. Throws as `adminAddressesOf` does.
 */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  return new RestAdminClient(options);
}

type AdminCall = Omit<ServiceRequest, 'url' | 'timeoutMs'>;

class RestAdminClient implements AdminClient {
  readonly #options: AdminClientOptions;
  readonly #limits: ClientLimits;
  readonly #address: string;
  readonly #tokens: AccessTokens;

  constructor(options: AdminClientOptions) {
    const addresses = adminAddressesOf(options.controllerUrl);
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#address = addresses.admin;
    this.#tokens = new AccessTokens({
      ...options,
      url: addresses.token,
      timeoutMs: this.#limits.controlTimeoutMs,
      transport: this.#transport(options.clientSecret, 'body'),
    });
  }

  async listProjects(signal: AbortSignal): Promise<readonly Project[]> {
    const purpose = 'list the projects';
    const call = { purpose, method: 'GET', isIdempotent: true } as const;
    return decodeResponse(wireProjects, await this.#send('projects', call, signal), purpose).data;
  }

  async listKeys(projectId: string, signal: AbortSignal): Promise<readonly ProjectKey[]> {
    const purpose = 'list the keys of the project';
    const call = { purpose, method: 'GET', isIdempotent: true } as const;
    const body = await this.#send(keysOf(projectId), call, signal);
    return decodeResponse(wireKeys, body, purpose).data;
  }

  async createKey(
    projectId: string,
    key: { readonly name: string; readonly roles: readonly string[] },
    signal: AbortSignal,
  ): Promise<CreatedKey> {
    const purpose = `create the key “${key.name}”`;
    const call = { purpose, method: 'POST', body: () => key, isIdempotent: false } as const;
    const body = await this.#send(keysOf(projectId), call, signal);
    return decodeResponse(wireCreatedKey, body, purpose);
  }

  async changeKey(keyId: string, changes: KeyChanges, signal: AbortSignal): Promise<ProjectKey> {
    const purpose = 'change the key';
    const call = { purpose, method: 'PATCH', body: () => changes, isIdempotent: true } as const;
    return decodeResponse(wireKey, await this.#send(keyPath(keyId), call, signal), purpose);
  }

  async deleteKey(keyId: string, signal: AbortSignal): Promise<void> {
    const call = { purpose: 'revoke the key', method: 'DELETE', isIdempotent: true } as const;
    try {
      await this.#send(keyPath(keyId), call, signal);
    } catch (error) {
      if (!Failure.is(error, 'notFound')) throw error;
    }
  }

  /** Sends a call; if the token is refused, once more with a new one: it may have been revoked. */
  async #send(path: string, call: AdminCall, signal: AbortSignal): Promise<unknown> {
    const url = `${this.#address}/${path}`;
    const timeoutMs = this.#limits.controlTimeoutMs;
    for (let isRetry = false; ; isRetry = true) {
      const transport = this.#transport(await this.#tokens.get(signal), 'bearer');
      try {
        return (await transport.send({ ...call, url, timeoutMs }, signal)).body;
      } catch (error) {
        if (!Failure.is(error, 'unauthorized')) throw forbiddenText(error, call.purpose);
        this.#tokens.forget();
        if (isRetry) throw refused(call.purpose, url, error);
      }
    }
  }

  #transport(key: Secret, credential: 'bearer' | 'body'): Transport {
    const { log, fetch, versions } = this.#options;
    return new Transport({
      key,
      credential,
      access: 'write',
      log,
      fetch,
      versions,
      ...this.#limits,
    });
  }
}

function keysOf(projectId: string): string {
  return `projects/${encodeURIComponent(projectId)}/api-keys`;
}

function keyPath(keyId: string): string {
  return `api-keys/${encodeURIComponent(keyId)}`;
}

function refused(purpose: string, url: string, cause: unknown): Failure {
  const { host } = new URL(url);
  const message = `Could not ${purpose}: ${host} refused the service account’s token; connect the project again`;
  return new Failure('forbidden', message, { cause, status: 401 });
}

/** A service account without the role for a call gets 403, which says nothing of it. */
function forbiddenText(error: unknown, purpose: string): unknown {
  if (!Failure.is(error, 'forbidden') || error.status !== 403) return error;
  const message = `Could not ${purpose}: the role of the service account does not allow it`;
  return new Failure('forbidden', message, { cause: error, status: 403 });
}
