import type { Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import { controllerAddress, localEnvironment, type Environment } from '../../model/environment.ts';
import { decodeEnvironment } from './environmentInput.ts';

/** Decodes the environments of all scopes, in order. */
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

/** The settings that hold a descriptor: the user's, or the workspace's, which a team may share. */
export type SettingsScope = 'user' | 'workspace';

/** Raw descriptor lists of the settings; `undefined` for a scope without one. */
export type DescriptorStore = {
  read(scope: SettingsScope): unknown;
  write(scope: SettingsScope, entries: readonly unknown[]): Promise<void>;
  readonly onDidChange: Event<void>;
};

/** A settings entry that cannot be used. The entry stays in the settings. */
export type EnvironmentProblem = {
  readonly scope: SettingsScope;
  readonly position: number;
  readonly message: string;
};

export type DecodedSettings = {
  readonly environments: readonly Environment[];
  readonly problems: readonly EnvironmentProblem[];
};

/** User settings come first and take precedence. */
export const settingsScopes = ['user', 'workspace'] as const;

/** Returns the id of a settings entry of any shape. */
export function idOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
}

/** Whether two names look the same to a reader: ignores case, width and repeated spaces. */
export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

type UsersOwn = { readonly environments: Environment[]; readonly ids: ReadonlySet<unknown> };

/**
 * Applies the user's role and colour to a workspace environment with the same address, so that a workspace cannot
 * present a production environment as a development one. Throws `conflict` if the id belongs to an invalid entry in the
 * user's settings.
 */
function besideUsersOwn(environment: Environment, users: UsersOwn): Environment {
  const isUsable = users.environments.some(({ id }) => id === environment.id);
  if (!isUsable && users.ids.has(environment.id))
    throw new Failure('conflict', 'Your user settings already have an entry with this id');
  if (environment.controllerUrl === undefined) return environment;
  const known = users.environments.find(
    ({ controllerUrl }) => controllerUrl === environment.controllerUrl,
  );
  return known === undefined
    ? environment
    : { ...environment, role: known.role, colour: known.colour };
}

/**
 * Whether the entry adds an environment; `false` for an exact duplicate. Throws `conflict` if its id or name is in use.
 */
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
