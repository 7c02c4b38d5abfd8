import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Secret } from '../../common/secret.ts';
import { findKeys, withoutField, type SettingsPath } from '../../model/exposedKeys.ts';
import { settings } from '../ids.ts';

/** Finds keys in the extension's user, workspace and folder settings. */
export class SettingsKeys implements Disposable {
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor() {
    this.#resources.own(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.section)) this.#changed.fire();
      }),
    );
    this.#resources.own(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changed.fire()));
  }

  all(): readonly ExposedKey[] {
    const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
    // In a window with one folder, folder settings are the workspace settings.
    const folders = workspaceFile === undefined ? [] : workspaceFolders;
    return [
      ...keysIn(undefined, ['user', 'workspace']),
      ...folders.flatMap(({ uri }) => keysIn(uri, ['folder'])),
    ];
  }

  /** Removes the key's field from its file and changes nothing else. */
  async remove({ scope, folder, path }: ExposedKey): Promise<void> {
    const [setting, ...field] = path;
    const configuration = vscode.workspace.getConfiguration(settings.section, folder);
    const isList = setting === settings.environments && field.length > 0;
    const name = isList ? settings.environments : path.join('.');
    const value = isList ? withoutField(inspect(configuration, name)[scope], field) : undefined;
    await configuration.update(name, value, targets[scope]);
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

/** A key in a settings file, where people and programs can read it. */
export type ExposedKey = {
  readonly scope: 'user' | 'workspace' | 'folder';
  /** The workspace folder that owns the settings. */
  readonly folder?: vscode.Uri;
  /** Path below the extension's section, starting with the setting. */
  readonly path: SettingsPath;
  readonly key: Secret;
};

type Inspected = Partial<Record<ExposedKey['scope'], unknown>>;

const targets: Readonly<Record<ExposedKey['scope'], vscode.ConfigurationTarget>> = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};

function keysIn(
  folder: vscode.Uri | undefined,
  scopes: readonly ExposedKey['scope'][],
): readonly ExposedKey[] {
  const configuration = vscode.workspace.getConfiguration(settings.section, folder);
  // Includes settings that the extension does not declare: a user may have invented one for a key.
  return Object.keys(configuration).flatMap((setting) => {
    const values = inspect(configuration, setting);
    return scopes.flatMap((scope) =>
      findKeys(values[scope], [setting]).map(({ path, text }): ExposedKey => ({
        scope,
        ...(folder === undefined ? {} : { folder }),
        path,
        key: new Secret(text),
      })),
    );
  });
}

function inspect(configuration: vscode.WorkspaceConfiguration, setting: string): Inspected {
  const values = configuration.inspect<unknown>(setting);
  return {
    user: values?.globalValue,
    workspace: values?.workspaceValue,
    folder: values?.workspaceFolderValue,
  };
}
