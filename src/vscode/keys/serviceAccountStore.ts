import * as v from 'valibot';
import type * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Secret } from '../../common/secret.ts';
import type { ServiceAccount, ServiceAccountStore } from '../../services/keys/serviceAccount.ts';
import { storeSecret } from '../storeSecret.ts';

const namePattern = /^environment\/([^/]+)\/serviceAccount$/;

/** Stores service accounts in VS Code's secret storage, each with its address and project as one secret. */
export class SecretServiceAccountStore implements ServiceAccountStore, Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<string>());

  readonly onDidChange: Event<string> = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#resources.own(
      secrets.onDidChange(({ key }) => {
        const id = namePattern.exec(key)?.[1];
        if (id !== undefined) this.#changed.fire(id);
      }),
    );
  }

  async get(environmentId: string): Promise<ServiceAccount | undefined> {
    const text = await this.#secrets.get(nameOf(environmentId));
    return text === undefined ? undefined : decode(text);
  }

  async set(environmentId: string, account: ServiceAccount): Promise<void> {
    const clientSecret = account.clientSecret.reveal();
    await storeSecret(this.#secrets, nameOf(environmentId), { ...account, clientSecret });
  }

  async delete(environmentId: string): Promise<void> {
    await this.#secrets.delete(nameOf(environmentId));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

function nameOf(environmentId: string): string {
  return `environment/${environmentId}/serviceAccount`;
}

const schema = v.object({
  clientId: v.string(),
  clientSecret: v.string(),
  address: v.string(),
  project: v.object({ id: v.string(), name: v.string() }),
});

/** An unreadable value counts as none, so that the user is asked again. */
function decode(text: string): ServiceAccount | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!parsed.success) return undefined;
  return { ...parsed.output, clientSecret: new Secret(parsed.output.clientSecret) };
}
