import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import type { Event } from '../../common/emitter.ts';
import { Secret } from '../../common/secret.ts';
import type { ServiceAccount, ServiceAccountStore } from '../../services/keys/serviceAccount.ts';
import { EnvironmentSecrets } from '../environmentSecrets.ts';

/** Stores service accounts in VS Code's secret storage, each with its address and project as one secret. */
export class SecretServiceAccountStore implements ServiceAccountStore, Disposable {
  readonly #secrets: EnvironmentSecrets;
  readonly onDidChange: Event<string>;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = new EnvironmentSecrets(secrets, 'serviceAccount');
    this.onDidChange = this.#secrets.onDidChange;
  }

  async get(environmentId: string): Promise<ServiceAccount | undefined> {
    const text = await this.#secrets.get(environmentId);
    return text === undefined ? undefined : decode(text);
  }

  async set(environmentId: string, account: ServiceAccount): Promise<void> {
    const clientSecret = account.clientSecret.reveal();
    await this.#secrets.set(environmentId, { ...account, clientSecret });
  }

  async delete(environmentId: string): Promise<void> {
    await this.#secrets.delete(environmentId);
  }

  dispose(): void {
    this.#secrets.dispose();
  }
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
