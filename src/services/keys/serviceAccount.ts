import type { Event } from '../../common/emitter.ts';
import type { Secret } from '../../common/secret.ts';
import type { Project } from '../../model/keys/projectKey.ts';

/** A service account and the project that it manages for an environment, bound to an address as a key is. */
export type ServiceAccount = {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly address: string;
  readonly project: Project;
};

export type ServiceAccountStore = {
  get(environmentId: string): Promise<ServiceAccount | undefined>;
  set(environmentId: string, account: ServiceAccount): Promise<void>;
  delete(environmentId: string): Promise<void>;
  /** Fires with the environment's id, also after changes in other windows. */
  readonly onDidChange: Event<string>;
};
