import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import type { Event } from '../../common/emitter.ts';
import { Secret } from '../../common/secret.ts';
import type { RotationState, RotationStore } from '../../services/keys/rotationState.ts';
import { EnvironmentSecrets } from '../environmentSecrets.ts';

/** Stores rotations in VS Code's secret storage: state and keys as one secret. */
export class SecretRotationStore implements RotationStore, Disposable {
  readonly #secrets: EnvironmentSecrets;
  readonly onDidChange: Event<string>;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = new EnvironmentSecrets(secrets, 'rotation');
    this.onDidChange = this.#secrets.onDidChange;
  }

  async get(environmentId: string): Promise<RotationState | undefined> {
    const text = await this.#secrets.get(environmentId);
    if (text === undefined) return undefined;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    return parsed.success ? parsed.output : undefined;
  }

  async set(environmentId: string, state: RotationState): Promise<void> {
    const reveal = (key: Secret | undefined): string | undefined => key?.reveal();
    await this.#secrets.set(environmentId, {
      ...state,
      ...('next' in state && { next: reveal(state.next) }),
      ...('previous' in state && { previous: reveal(state.previous) }),
    });
  }

  async delete(environmentId: string): Promise<void> {
    await this.#secrets.delete(environmentId);
  }

  dispose(): void {
    this.#secrets.dispose();
  }
}

const rotatedKey = v.object({ id: v.string(), name: v.string() });
const secret = v.pipe(
  v.string(),
  v.transform((text) => new Secret(text)),
);
const common = { token: v.string(), startedMs: v.number() };

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
    swappedIn: v.array(v.string()),
  }),
]);
