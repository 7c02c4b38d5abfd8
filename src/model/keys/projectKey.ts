/** A key as the service lists it, without its value. Roles that later versions add are kept by name. */
export type ProjectKey = {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly roles: readonly string[];
};

/** Roles of a key, as the service names them, the strongest first. */
export const keyRoles = [
  'ProjectEditor',
  'ProjectViewer',
  'ControlPlaneEditor',
  'ControlPlaneViewer',
  'DataPlaneEditor',
  'DataPlaneViewer',
] as const;

export type KeyRole = (typeof keyRoles)[number];

/** A project of an organization. */
export type Project = { readonly id: string; readonly name: string };

const recordEditors: ReadonlySet<string> = new Set(['ProjectEditor', 'DataPlaneEditor']);
const knownRoles: ReadonlySet<string> = new Set(keyRoles);

/** Whether a key with these roles may write records; `undefined` if a role is unknown. */
export function mayWriteRecords(roles: readonly string[]): boolean | undefined {
  if (roles.some((role) => recordEditors.has(role))) return true;
  return roles.every((role) => knownRoles.has(role)) ? false : undefined;
}

/** Returns a name for the successor of a key: `name-2`, `name-3`, … that no other key has, of at most 80 characters. */
export function successorName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/-\d+$/, '').slice(0, 74);
  const first = Number(/-(\d+)$/.exec(name)?.[1] ?? 1) + 1;
  for (let number = first; ; number++) {
    const candidate = `${stem}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
