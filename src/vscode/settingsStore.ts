import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../common/disposables.ts';
import { Emitter, type Event } from '../common/emitter.ts';
import type {
  DescriptorStore,
  SettingsScope,
} from '../services/environments/environmentSettings.ts';
import { settings } from './ids.ts';

const setting = `${settings.section}.${settings.environments}`;

/** Reads and writes descriptors in user and workspace settings. Ignores an untrusted workspace. */
export class SettingsDescriptorStore implements DescriptorStore, Disposable {
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor() {
    this.#resources.own(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(setting)) this.#changed.fire();
      }),
    );
    this.#resources.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  read(scope: SettingsScope): unknown {
    const values = vscode.workspace
      .getConfiguration(settings.section)
      .inspect<unknown>(settings.environments);
    if (scope === 'user') return values?.globalValue;
    return vscode.workspace.isTrusted ? values?.workspaceValue : undefined;
  }

  async write(scope: SettingsScope, entries: readonly unknown[]): Promise<void> {
    const target =
      scope === 'user' ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
    // Removes an empty list, which would hide other values.
    await vscode.workspace
      .getConfiguration(settings.section)
      .update(settings.environments, entries.length === 0 ? undefined : entries, target);
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
