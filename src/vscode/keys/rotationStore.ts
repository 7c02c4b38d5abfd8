import * as v from 'valibot';
import type * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Secret } from '../../common/secret.ts';
import { keyPurposes } from '../../model/keys/keyPurpose.ts';
import type { KeySlot } from '../../services/keys/keySlots.ts';
import type { RotationState, RotationStore } from '../../services/keys/rotationState.ts';
import { EnvironmentSecrets } from '../environmentSecrets.ts';

/** Stores rotations in VS Code's secret storage: state and keys as one secret. */
export class SecretRotationStore implements RotationStore, Disposable {
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  readonly #secrets: Readonly<Record<KeySlot['purpose'], EnvironmentSecrets>>;
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    const open = (name: string): EnvironmentSecrets => {
      const opened = this.#resources.own(new EnvironmentSecrets(secrets, name));
      this.#resources.own(opened.onDidChange(() => this.#changed.fire()));
      return opened;
    };
    this.#secrets = { apiKey: open('rotation'), writingKey: open('writingKeyRotation') };
  }

  async get({ environmentId, purpose }: KeySlot): Promise<RotationState | undefined> {
    const text = await this.#secrets[purpose].get(environmentId);
    if (text === undefined) return undefined;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    return parsed.success ? parsed.output : undefined;
  }

  async set({ environmentId, purpose }: KeySlot, state: RotationState): Promise<void> {
    const reveal = (key: Secret | undefined): string | undefined => key?.reveal();
    await this.#secrets[purpose].set(environmentId, {
      ...state,
      ...('next' in state && { next: reveal(state.next) }),
      ...('previous' in state && { previous: reveal(state.previous) }),
    });
  }

  async delete({ environmentId, purpose }: KeySlot): Promise<void> {
    await this.#secrets[purpose].delete(environmentId);
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

const rotatedKey = v.object({ id: v.string(), name: v.string() });
const secret = v.pipe(
  v.string(),
  v.transform((text) => new Secret(text)),
);
const slot = v.object({ environmentId: v.string(), purpose: v.picklist(keyPurposes) });
const common = { token: v.string(), startedMs: v.number(), address: v.string() };

const schema = v.variant('step', [
  v.object({ ...common, step: v.literal('creating'), old: rotatedKey, newName: v.string() }),
  v.object({
    ...common,
    step: v.literal('created'),
    old: rotatedKey,
    successor: rotatedKey,
    next: secret,
    previous: secret,
  }),
  v.object({
    ...common,
    step: v.literal('swapped'),
    old: v.exactOptional(rotatedKey),
    successor: v.exactOptional(rotatedKey),
    previous: secret,
    swappedIn: v.array(slot),
  }),
]);
