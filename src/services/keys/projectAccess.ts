import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import { keyPurposes, type KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { Project, ProjectKey } from '../../model/keys/projectKey.ts';
import type { AdminClient, CreatedKey } from '../../pinecone/admin/adminClient.ts';
import type { StateStore } from '../catalog/catalog.ts';
import type { Environments } from '../environments/environments.ts';
import type { KeySlot, KeySlots } from './keySlots.ts';
import type { ServiceAccount, ServiceAccountStore } from './serviceAccount.ts';

/** Manages the keys of the projects that environments are connected to. Tokens stay in memory. */
export class ProjectAccess implements Disposable {
  readonly #deps: ProjectAccessDeps;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  readonly #disposal = new AbortController();
  /** Clients by environment: they hold tokens. */
  readonly #connections = new Map<string, Connection>();
  readonly #lists = new Map<string, Promise<ProjectKeys>>();

  /** Fires when a project was connected or disconnected, here or in another window, or its keys changed. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(deps: ProjectAccessDeps) {
    this.#deps = deps;
    this.#resources.own(deps.accounts.onDidChange((id) => this.forget(id)));
    this.#resources.own({ dispose: () => this.#disposal.abort() });
  }

  /** Whether the environment has a service account for its current address. */
  async has(environment: Environment): Promise<boolean> {
    return (await this.#account(environment)) !== undefined;
  }

  /** Returns the secret of the environment's service account, to recognize it in files. */
  async secretOf(environment: Environment): Promise<Secret | undefined> {
    return (await this.#account(environment))?.clientSecret;
  }

  /** Signs in and returns the projects. Throws `forbidden` if the service account is refused. */
  async projects(
    environment: Environment,
    credentials: Omit<Credentials, 'controllerUrl'>,
    signal: AbortSignal,
  ): Promise<readonly Project[]> {
    const controllerUrl = controllerAddress(environment);
    const client = this.#deps.connect({ ...credentials, controllerUrl });
    const projects = await client.listProjects(signal);
    if (projects.length === 0)
      throw new Failure('notFound', 'The service account has no project: add it to one first');
    return projects;
  }

  /** Stores a service account that `projects` accepted. */
  async connect(
    environment: Environment,
    credentials: Omit<Credentials, 'controllerUrl'>,
    project: Project,
  ): Promise<void> {
    const address = controllerAddress(environment);
    await this.#deps.accounts.set(environment.id, { ...credentials, address, project });
    this.forget(environment.id);
  }

  /** Deletes the service account from this machine. The keys of the project stay as they are. */
  async disconnect(environment: Environment): Promise<void> {
    await this.#deps.accounts.delete(environment.id);
    this.forget(environment.id);
  }

  /** Returns the keys from the cache; requests them once if they are not cached. */
  known(environment: Environment): Promise<ProjectKeys> {
    const { id } = environment;
    const known = this.#lists.get(id) ?? this.keys(environment, this.#disposal.signal);
    this.#lists.set(id, known);
    return known;
  }

  /** Requests the keys of the project. Throws `notFound` without a service account. */
  async keys(environment: Environment, signal: AbortSignal): Promise<ProjectKeys> {
    const { account, client } = await this.#connection(environment);
    const keys = await client.listKeys(account.project.id, signal);
    const ownIds = await this.#ownIds(environment);
    const own = keys.find(({ id }) => id === ownIds.apiKey);
    if (own !== undefined) this.#deps.onOwnRoles?.(environment.id, own.roles);
    const seen = this.#noteSeen(keys);
    return {
      project: account.project,
      keys: keys.map((key) => ({
        ...key,
        firstSeenMs: seen[key.id] ?? this.#deps.now(),
        uses: keyPurposes.filter((purpose) => ownIds[purpose] === key.id),
      })),
      revoked: keyPurposes.filter(
        (purpose) =>
          ownIds[purpose] !== undefined && keys.every(({ id }) => id !== ownIds[purpose]),
      ),
    };
  }

  /** Creates a key. Its value is in the result only; the service does not return it again. */
  async create(
    environment: Environment,
    key: { readonly name: string; readonly roles: readonly string[] },
    signal: AbortSignal,
  ): Promise<CreatedKey> {
    const { account, client } = await this.#connection(environment);
    try {
      const created = await client.createKey(account.project.id, key, signal);
      this.#noteSeen([created.key]);
      return created;
    } finally {
      this.#dropList(environment.id);
    }
  }

  async changeRoles(
    environment: Environment,
    keyId: string,
    roles: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const { client } = await this.#connection(environment);
    await client.changeKey(keyId, { roles }, signal);
    this.#dropList(environment.id);
  }

  /** Revokes a key: programs that use it are refused from then on. Resolves also if it no longer exists. */
  async revoke(environment: Environment, keyId: string, signal: AbortSignal): Promise<void> {
    const { client } = await this.#connection(environment);
    await client.deleteKey(keyId, signal);
    this.#dropList(environment.id);
  }

  /** Returns where this machine is known to use a key. */
  usersOf(keyId: string): Promise<readonly KeySlot[]> {
    return this.#deps.slots.withKeyId(keyId);
  }

  /** Drops what is cached of an environment: its token and its list. */
  forget(environmentId: string): void {
    this.#connections.delete(environmentId);
    this.#dropList(environmentId);
  }

  /** Drops the cached lists, of one environment or of all. */
  refresh(environmentId: string | undefined): void {
    if (environmentId !== undefined) return this.#dropList(environmentId);
    this.#lists.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #ownIds({ id }: Environment): Promise<Record<KeyPurpose, string | undefined>> {
    const { slots } = this.#deps;
    return {
      apiKey: await slots.keyIdIn({ environmentId: id, purpose: 'apiKey' }),
      writingKey: await slots.keyIdIn({ environmentId: id, purpose: 'writingKey' }),
    };
  }

  async #account(environment: Environment): Promise<ServiceAccount | undefined> {
    const current = this.#deps.environments.byId(environment.id);
    if (current === undefined || current.kind === 'local') return undefined;
    const account = await this.#deps.accounts.get(environment.id);
    // As for keys: a changed address gets nothing that was entered for another one.
    const isValid = [environment, current].every(
      (one) => controllerAddress(one) === account?.address,
    );
    return isValid ? account : undefined;
  }

  async #connection(environment: Environment): Promise<Connection> {
    const account = await this.#account(environment);
    if (account === undefined)
      throw new Failure('notFound', `“${environment.name}” is not connected to a project`);
    const held = this.#connections.get(environment.id);
    if (held !== undefined && isSame(held.account, account)) return held;
    const client = this.#deps.connect({ ...account, controllerUrl: account.address });
    const connection = { account, client };
    this.#connections.set(environment.id, connection);
    return connection;
  }

  /** Remembers keys that are new to this machine; returns when each was first seen. */
  #noteSeen(keys: readonly ProjectKey[]): Readonly<Record<string, number>> {
    const { state, now } = this.#deps;
    const before = decodeTimes(state.get(firstSeenState));
    const added = keys.filter(({ id }) => before[id] === undefined).map(({ id }) => [id, now()]);
    if (added.length === 0) return before;
    const after = { ...before, ...(Object.fromEntries(added) as Record<string, number>) };
    state.set(firstSeenState, after);
    return after;
  }

  #dropList(environmentId: string): void {
    this.#lists.delete(environmentId);
    this.#changed.fire();
  }
}

/** Credentials of a service account at a controller. */
export type Credentials = Pick<ServiceAccount, 'clientId' | 'clientSecret'> & {
  readonly controllerUrl: string;
};

export type ProjectAccessDeps = {
  readonly accounts: ServiceAccountStore;
  readonly environments: Pick<Environments, 'byId'>;
  readonly slots: Pick<KeySlots, 'keyIdIn' | 'withKeyId'>;
  readonly connect: (credentials: Credentials) => AdminClient;
  /** Receives the roles of an environment's own key whenever they are listed. */
  readonly onOwnRoles?: (environmentId: string, roles: readonly string[]) => void;
  /** When keys were first seen. */
  readonly state: StateStore;
  readonly now: () => number;
};

/** A key of the environment's project, as this machine knows it. */
export type ListedKey = ProjectKey & {
  /** When this machine listed it first, in milliseconds since 1970. */
  readonly firstSeenMs: number;
  /** What this environment uses it for. Unknown keys count as unused. */
  readonly uses: readonly KeyPurpose[];
};

export type ProjectKeys = {
  readonly project: Project;
  readonly keys: readonly ListedKey[];
  /** Keys of the environment that the project had and has no longer: they were revoked. */
  readonly revoked: readonly KeyPurpose[];
};

const firstSeenState = 'keys/firstSeen';

type Connection = { readonly account: ServiceAccount; readonly client: AdminClient };

function isSame(one: ServiceAccount, other: ServiceAccount): boolean {
  const secretOf = ({ clientSecret }: { readonly clientSecret: Secret }): string =>
    clientSecret.reveal();
  return (
    one.clientId === other.clientId &&
    one.address === other.address &&
    one.project.id === other.project.id &&
    secretOf(one) === secretOf(other)
  );
}

function decodeTimes(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(([, time]) => typeof time === 'number');
  return Object.fromEntries(entries);
}
