import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import type { Catalog, StateStore } from '../../services/catalog/catalog.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { KeyRotation } from '../../services/keys/keyRotation.ts';
import type { KeySlots } from '../../services/keys/keySlots.ts';
import { ProjectAccess, type ProjectAccessDeps } from '../../services/keys/projectAccess.ts';
import { SettingsKeys } from '../exposedKeys/settingsKeys.ts';
import type { Environment } from '../../model/environment.ts';
import type { KeyAccess } from './keyAccess.ts';
import { ClipboardSecret } from './clipboardSecret.ts';
import { SecretRotationStore } from './rotationStore.ts';
import { SecretServiceAccountStore } from './serviceAccountStore.ts';

export type KeyPartsDeps = {
  readonly environments: Environments;
  readonly catalog: Pick<Catalog, 'onDidInvalidate'>;
  readonly secrets: vscode.SecretStorage;
  readonly state: StateStore;
  readonly keyAccess: KeyAccess;
  readonly connect: ProjectAccessDeps['connect'];
};

/** What manages keys: project access, rotation, and the clipboard. Reads no secret before it is needed. */
export class KeyParts implements Disposable {
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  /** Keys in settings. */
  readonly exposedKeys = this.#resources.own(new SettingsKeys());
  readonly access: ProjectAccess;
  readonly rotation: KeyRotation;
  readonly slots: KeySlots;
  readonly clipboard = this.#resources.own(
    new ClipboardSecret(vscode.env.clipboard, warnOfClipboard),
  );

  /** Whether no key of the environment may write records, as far as it is known. */
  readonly isUnwritable: (environment: Environment) => boolean;

  /** Fires when a project is connected, its keys or their rights change, or a rotation begins or ends. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(deps: KeyPartsDeps) {
    const { environments, catalog, secrets, state, connect, keyAccess } = deps;
    const { rights, writingKeys, slots } = keyAccess;
    const accounts = this.#resources.own(new SecretServiceAccountStore(secrets));
    const rotations = this.#resources.own(new SecretRotationStore(secrets));
    const onOwnRoles: ProjectAccessDeps['onOwnRoles'] = (id, roles) =>
      rights.learnFromRoles(id, roles);
    const now = Date.now;
    const access = this.#resources.own(
      new ProjectAccess({ accounts, environments, slots, connect, state, now, onOwnRoles }),
    );
    this.access = access;
    this.slots = slots;
    this.rotation = new KeyRotation({
      rotations,
      access,
      environments,
      slots,
      newToken: randomUUID,
      now,
    });
    this.#resources.own(rights.onDidChange(() => this.#changed.fire()));
    this.#resources.own(
      writingKeys.onDidChange((id) =>
        id === undefined ? this.#changed.fire() : access.refresh(id),
      ),
    );
    this.#resources.own(access.onDidChange(() => this.#changed.fire()));
    this.#resources.own(rotations.onDidChange(() => this.#changed.fire()));
    this.#resources.own(environments.onDidChangeKey((id) => access.refresh(id)));
    this.#resources.own(
      catalog.onDidInvalidate((id) => {
        access.refresh(id);
        for (const one of environments.all())
          if (id === undefined || one.id === id) rights.forget(one.id);
      }),
    );
    this.isUnwritable = (environment) => keyAccess.isUnwritable(environment);
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

function warnOfClipboard(): void {
  const text = vscode.l10n.t(
    'The key could not be taken out of the clipboard: copy something else.',
  );
  void vscode.window.showWarningMessage(text);
}
