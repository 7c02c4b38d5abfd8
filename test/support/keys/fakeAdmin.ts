import { randomUUID } from 'node:crypto';
import type { Reply, SeenRequest } from '../fakeCloud.ts';
import type { Exchange } from './openApi.ts';

type Key = { id: string; name: string; project_id: string; roles: string[] };

const projectId = '9c2a6f0e-5d3b-4f7a-8e11-2b7d90c4a6f1';
const roles = /^(?:Project|ControlPlane|DataPlane)(?:Editor|Viewer)$/;

/**
 * Pinecone's token endpoint and admin API with one project, as published. The keys that it creates open the cloud whose
 * `keyRoles` it is given. It keeps every exchange, to compare it with the description.
 */
export class FakeAdmin {
  readonly clientId = 'client-7f31';
  readonly clientSecret: string;
  readonly project = { id: projectId, name: 'Search' };
  readonly exchanges: Exchange[] = [];
  /** Every token that was issued. */
  readonly tokens: string[] = [];
  /** How long new tokens live, in seconds. */
  lifetimeS = 1800;
  /** Whether the service account may only read. */
  isViewer = false;
  readonly keys: Key[] = [];
  readonly #keyRoles: Map<string, readonly string[]>;
  readonly #values = new Map<string, string>();
  #isExpired = false;

  constructor(clientSecret: string, keyRoles: Map<string, readonly string[]>) {
    this.clientSecret = clientSecret;
    this.#keyRoles = keyRoles;
  }

  /** Lists a key that the cloud accepts already. */
  adopt(name: string, value: string): string {
    return this.#add(name, value, this.#keyRoles.get(value) ?? ['ProjectEditor']).id;
  }

  valueOf(name: string): string {
    const key = this.keys.find((one) => one.name === name);
    return this.#values.get(key?.id ?? '') ?? '';
  }

  /** As if somebody had revoked the key in the console. */
  revoke(id: string): void {
    const value = this.#values.get(id);
    if (value !== undefined) this.#keyRoles.delete(value);
    this.keys.splice(0, Infinity, ...this.keys.filter((key) => key.id !== id));
  }

  /** Makes the tokens issued so far invalid. */
  expireTokens(): void {
    this.#isExpired = true;
  }

  /** Returns the reply to a request of its paths; `undefined` for others. */
  answer(seen: SeenRequest): Reply | undefined {
    const { method, path, body } = seen;
    if (!path.startsWith('/admin/') && path !== '/oauth/token') return undefined;
    const reply = path === '/oauth/token' ? this.#token(body) : this.#admin(seen);
    this.exchanges.push({
      method,
      path,
      request: body,
      status: reply.status,
      response: reply.body,
    });
    return reply;
  }

  #token(body: unknown): Reply {
    const { client_id, client_secret, grant_type, audience } = (body ?? {}) as Record<
      string,
      unknown
    >;
    if (grant_type !== 'client_credentials' || audience !== 'https://api.pinecone.io/')
      return { status: 400, body: { error: 'invalid_request' } };
    if (client_id !== this.clientId || client_secret !== this.clientSecret)
      return { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } };
    const token = `token-canary-${randomUUID()}`;
    this.tokens.push(token);
    this.#isExpired = false;
    return {
      status: 200,
      body: { access_token: token, token_type: 'Bearer', expires_in: this.lifetimeS },
    };
  }

  #admin({ method, path, headers, body }: SeenRequest): Reply {
    const token = this.tokens.at(-1);
    if (this.#isExpired || token === undefined || headers['authorization'] !== `Bearer ${token}`)
      return error(401, 'UNAUTHENTICATED', 'Invalid API key.');
    const [, , area, id = '', rest] = path.split('/');
    if (method !== 'GET' && this.isViewer) return error(403, 'FORBIDDEN', 'Forbidden');
    if (area === 'projects' && id === '')
      return { status: 200, body: { data: [this.#described()] } };
    if (area === 'projects' && rest === 'api-keys' && id === projectId)
      return method === 'GET' ? { status: 200, body: { data: this.keys } } : this.#create(body);
    const key = this.keys.find((one) => area === 'api-keys' && one.id === id);
    if (key === undefined) return error(404, 'NOT_FOUND', 'Not found');
    if (method === 'DELETE') {
      this.revoke(id);
      return { status: 202 };
    }
    if (method === 'PATCH') Object.assign(key, body);
    const value = this.#values.get(id);
    if (value !== undefined) this.#keyRoles.set(value, key.roles);
    return { status: 200, body: key };
  }

  #described(): object {
    return {
      ...this.project,
      max_pods: 0,
      force_encryption_with_cmek: false,
      organization_id: 'org-1',
      created_at: '2026-01-02T03:04:05Z',
    };
  }

  #create(body: unknown): Reply {
    const { name, roles: asked = ['ProjectEditor'] } = body as { name?: unknown; roles?: string[] };
    if (typeof name !== 'string' || name.length < 1 || name.length > 80)
      return error(400, 'INVALID_ARGUMENT', 'name must be 1-80 characters');
    if (!asked.every((role) => roles.test(role)))
      return error(400, 'INVALID_ARGUMENT', 'unknown role');
    const value = `pckey_canary_${randomUUID().replaceAll('-', '')}`;
    this.#keyRoles.set(value, asked);
    return { status: 201, body: { key: this.#add(name, value, asked), value } };
  }

  #add(name: string, value: string, asked: readonly string[]): Key {
    const key = { id: randomUUID(), name, project_id: projectId, roles: [...asked] };
    this.#values.set(key.id, value);
    this.keys.push(key);
    return key;
  }
}

function error(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message }, status } };
}
