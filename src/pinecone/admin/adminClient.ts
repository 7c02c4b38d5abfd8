import type { Secret } from '../../common/secret.ts';
import type { Project, ProjectKey } from '../../model/keys/projectKey.ts';

/** Manages the keys of projects as a service account. */
export type AdminClient = {
  listProjects(signal: AbortSignal): Promise<readonly Project[]>;
  listKeys(projectId: string, signal: AbortSignal): Promise<readonly ProjectKey[]>;
  createKey(
    projectId: string,
    key: { readonly name: string; readonly roles: readonly string[] },
    signal: AbortSignal,
  ): Promise<CreatedKey>;
  changeKey(keyId: string, changes: KeyChanges, signal: AbortSignal): Promise<ProjectKey>;
  /** Resolves also if the key no longer exists. */
  deleteKey(keyId: string, signal: AbortSignal): Promise<void>;
};

/** A key that was just created. The service returns its value this once. */
export type CreatedKey = { readonly key: ProjectKey; readonly value: Secret };

export type KeyChanges = { readonly name?: string; readonly roles?: readonly string[] };
