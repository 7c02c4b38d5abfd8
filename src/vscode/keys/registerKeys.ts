import type * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { OwnerOf } from '../../model/keys/findLeaks.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { registerKeyDiagnostics } from '../exposedKeys/keyDiagnostics.ts';
import type { Report } from '../report.ts';
import type { KeyAccess } from './keyAccess.ts';
import { registerKeyHealth } from './keyHealthCommand.ts';
import type { KeyParts } from './keyParts.ts';
import { registerProjectCommands } from './projectCommands.ts';
import { registerWritingKeyCommands } from './writingKeyCommands.ts';
import { StoredSecrets } from './storedSecrets.ts';
import { registerLeaks } from '../leaks/registerLeaks.ts';

export type KeyDeps = {
  readonly environments: Environments;
  readonly keys: KeyParts;
  readonly report: Report;
  readonly keyAccess: KeyAccess;
  readonly secrets: vscode.SecretStorage;
};

/** Registers everything about keys beyond entering them. Reads no secret before it is needed. */
export function registerKeys(deps: KeyDeps): Disposable {
  const { environments, keys, keyAccess, secrets, report } = deps;
  const resources = new Disposables();
  const { slots, access } = keys;
  const { fingerprint } = keyAccess;
  const stored = resources.own(
    new StoredSecrets({ environments, slots, access, secrets, fingerprint }),
  );
  const ownerOf = (): Promise<OwnerOf> => stored.ownerOf();
  resources.own(registerKeyDiagnostics(keys.exposedKeys));
  resources.own(registerLeaks({ environments, ownerOf, report }));
  resources.own(registerProjectCommands(deps));
  resources.own(registerWritingKeyCommands(deps));
  resources.own(registerKeyHealth(keyAccess.health, report));
  return resources;
}
