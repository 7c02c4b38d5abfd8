import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { OwnerOf } from '../../model/keys/findLeaks.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { recognizeStoredKeys } from '../../services/keys/storedKeys.ts';
import { registerKeyDiagnostics } from '../exposedKeys/keyDiagnostics.ts';
import type { Report } from '../report.ts';
import type { KeyAccess } from './keyAccess.ts';
import { registerKeyHealth } from './keyHealthCommand.ts';
import type { KeyParts } from './keyParts.ts';
import { registerProjectCommands } from './projectCommands.ts';
import { registerWritingKeyCommands } from './writingKeyCommands.ts';
import { registerLeaks } from '../leaks/registerLeaks.ts';

export type KeyDeps = {
  readonly environments: Environments;
  readonly keys: KeyParts;
  readonly report: Report;
  readonly keyAccess: KeyAccess;
};

/** Registers everything about keys beyond entering them. Reads no secret before it is needed. */
export function registerKeys(deps: KeyDeps): Disposable {
  const { environments, keys, keyAccess, report } = deps;
  const resources = new Disposables();
  const ownerOf = async (): Promise<OwnerOf> =>
    recognizeStoredKeys(
      environments.all(),
      async (one) => [await environments.keyOf(one), await keyAccess.writingKeys.peek(one)],
      await keyAccess.fingerprint(),
    );
  resources.own(registerKeyDiagnostics(keys.exposedKeys));
  resources.own(registerLeaks({ environments, ownerOf, report }));
  resources.own(registerProjectCommands(deps));
  resources.own(registerWritingKeyCommands(deps));
  resources.own(registerKeyHealth(keyAccess.health, report));
  return resources;
}
