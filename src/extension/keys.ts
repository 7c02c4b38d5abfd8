import type * as vscode from 'vscode';
import type { Disposables } from '../common/disposables.ts';
import type { Log } from '../common/log.ts';
import { createAdminClient } from '../pinecone/admin/restAdminClient.ts';
import type { Fetch } from '../pinecone/proxyAwareFetch.ts';
import { registerCode } from '../vscode/code/registerCode.ts';
import type { KeyAccess } from '../vscode/keys/keyAccess.ts';
import { KeyParts } from '../vscode/keys/keyParts.ts';
import { registerKeys } from '../vscode/keys/registerKeys.ts';
import { MementoStateStore } from '../vscode/stateStore.ts';
import type { SharedParts } from './sharedParts.ts';

/** Creates and registers everything about keys beyond entering them, and what is shown in programs. */
export function registerKeyParts(
  { secrets, globalState }: vscode.ExtensionContext,
  parts: SharedParts & {
    readonly keyAccess: KeyAccess;
    readonly log: Log;
    readonly fetch: Fetch;
  },
  resources: Disposables,
): KeyParts {
  const { log, fetch } = parts;
  const keys = resources.own(
    new KeyParts({
      ...parts,
      secrets,
      state: new MementoStateStore(globalState, log),
      connect: (credentials) => createAdminClient({ ...credentials, log, fetch, now: Date.now }),
    }),
  );
  resources.own(registerKeys({ ...parts, keys, secrets }));
  resources.own(registerCode(parts));
  return keys;
}
