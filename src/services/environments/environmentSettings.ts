import type { Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import { controllerAddress, localEnvironment, type Environment } from '../../model/environment.ts';
import { decodeEnvironment } from './environmentInput.ts';

/** Where a descriptor stands: in the user's settings, or in the workspace's, which a team may share. */
export type SettingsScope = 'user' | 'workspace';

/** The lists of descriptors as they stand in settings; `undefined` where a scope has none. */
export type DescriptorStore = {
  read(scope: SettingsScope): unknown;
  write(scope: SettingsScope, entries: readonly unknown[]): Promise<void>;
  readonly onDidChange: Event<void>;
};

/** An entry of the settings that cannot be used. It stays where it is. */
export type EnvironmentProblem = {
  readonly scope: SettingsScope;
  readonly position: number;
  readonly message: string;
};

export type DecodedSettings = {
  readonly environments: readonly Environment[];
  readonly problems: readonly EnvironmentProblem[];
};

/** The user's own first: what they say of an environment stands. */
export const settingsScopes = ['user', 'workspace'] as const;

/** The environments of all scopes, in their order. */
export function decodeSettings(descriptors: DescriptorStore): DecodedSettings {
  const environments: Environment[] = [];
  const problems: EnvironmentProblem[] = [];
  const users: UsersOwn = {
    environments: [],
    ids: new Set(entriesOf(descriptors, 'user').map(idOf)),
  };
  for (const scope of settingsScopes) {
    if (!Array.isArray(descriptors.read(scope) ?? []))
      problems.push({ scope, position: 0, message: 'The setting is not a list of environments' });
    for (const [position, entry] of entriesOf(descriptors, scope).entries()) {
      try {
        const decoded = decodeEnvironment(entry);
        const environment = scope === 'user' ? decoded : besideUsersOwn(decoded, users);
        if (!isNew(environment, environments)) continue;
        environments.push(environment);
        if (scope === 'user') users.environments.push(environment);
      } catch (error) {
        problems.push({ scope, position, message: Failure.from(error).message });
      }
    }
  }
  return { environments, problems };
}

/** The id of an entry, whatever the entry is. */
export function idOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
}

/** Whether people would take one name for the other. */
export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

type UsersOwn = { readonly environments: Environment[]; readonly ids: ReadonlySet<unknown> };

/**
 * What a workspace says of an environment. An address that the user's own settings name keeps its role and colour under
 * any id and name: a workspace could show production as a place to play with otherwise. Throws `conflict` where the id
 * stands in an entry of the user's that cannot be used.
 */
function besideUsersOwn(environment: Environment, users: UsersOwn): Environment {
  const isUsable = users.environments.some(({ id }) => id === environment.id);
  if (!isUsable && users.ids.has(environment.id))
    throw new Failure('conflict', 'Your own settings have an entry with this id');
  if (environment.controllerUrl === undefined) return environment;
  const known = users.environments.find(
    ({ controllerUrl }) => controllerUrl === environment.controllerUrl,
  );
  return known === undefined
    ? environment
    : { ...environment, role: known.role, colour: known.colour };
}

/** Whether to take it in: not where it says the same twice. Throws where it says something else under a taken id or name. */
function isNew(environment: Environment, others: readonly Environment[]): boolean {
  const same = others.find(({ id }) => id === environment.id);
  if (same !== undefined && controllerAddress(same) === controllerAddress(environment))
    return false;
  if (same !== undefined)
    throw new Failure('conflict', `“${same.name}” has the same id but another address`);
  const taken = [...others, localEnvironment].find(({ name }) =>
    isSameName(name, environment.name),
  );
  if (taken !== undefined)
    throw new Failure('conflict', `The name “${environment.name}” is used twice`);
  return true;
}

function entriesOf(descriptors: DescriptorStore, scope: SettingsScope): readonly unknown[] {
  const entries = descriptors.read(scope);
  return Array.isArray(entries) ? entries : [];
}

function plain(name: string): string {
  return name.normalize('NFKC').replaceAll(/\s+/g, ' ').toLowerCase();
}
