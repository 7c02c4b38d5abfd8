import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Environment } from '../../model/environment.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { WriteAccess } from '../../services/writes/writeAccess.ts';
import { registerCommand } from '../commands.ts';
import { environmentFor } from '../flows/environmentFor.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';

export type WriteCommandDeps = {
  readonly environments: Environments;
  readonly writeAccess: WriteAccess;
  readonly report: Report;
};

/** Registers *Unlock*, *Lock* and *Mark as Read-Only*, and shows unlocked environments in the status bar. */
export function registerWriteCommands(deps: WriteCommandDeps): Disposable {
  const { environments, writeAccess, report } = deps;
  const resources = new Disposables();
  const withOne = (id: string, run: (environment: Environment) => Promise<void>): void => {
    const start = async (argument: unknown): Promise<void> => {
      const environment = await environmentFor(environments, argument);
      if (environment !== undefined) await run(environment);
    };
    resources.own(registerCommand(id, start, report));
  };
  withOne(commands.unlock, async ({ id }) => writeAccess.unlock(id));
  withOne(commands.lock, async ({ id }) => writeAccess.lock(id));
  withOne(commands.toggleReadOnly, async ({ id, readOnly = false }) => {
    await environments.setReadOnly(id, !readOnly);
    writeAccess.lock(id);
  });
  resources.own(new UnlockedStatus(deps));
  return resources;
}

const repaintMs = 30_000;

/** Status bar item that names the unlocked environments and the minutes left; a click locks them. */
class UnlockedStatus implements Disposable {
  readonly #deps: WriteCommandDeps;
  readonly #resources = new Disposables();
  readonly #item = this.#resources.own(
    vscode.window.createStatusBarItem('vectorscope.unlocked', vscode.StatusBarAlignment.Left),
  );
  #repainting: ReturnType<typeof setInterval> | undefined;

  constructor(deps: WriteCommandDeps) {
    this.#deps = deps;
    this.#item.name = vscode.l10n.t('Vectorscope: Unlocked Environments');
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#resources.own(deps.writeAccess.onDidChange(() => this.#paint()));
  }

  dispose(): void {
    clearInterval(this.#repainting);
    this.#resources.dispose();
  }

  #paint(): void {
    const { environments, writeAccess } = this.#deps;
    const unlocked = environments.all().flatMap((environment) => {
      const until = writeAccess.unlockedUntil(environment.id);
      return until === undefined ? [] : [{ environment, until }];
    });
    clearInterval(this.#repainting);
    const [first] = unlocked;
    if (first === undefined) {
      this.#item.hide();
      return;
    }
    this.#repainting = setInterval(() => this.#paint(), repaintMs);
    const texts = unlocked.map(({ environment, until }) =>
      vscode.l10n.t(
        '{0} unlocked · {1} min',
        environment.name,
        Math.ceil((until - Date.now()) / 60_000),
      ),
    );
    this.#item.text = `$(unlock) ${texts.join(', ')}`;
    this.#item.tooltip = vscode.l10n.t(
      'Changes are allowed. Click to lock “{0}”.',
      first.environment.name,
    );
    this.#item.command = {
      command: commands.lock,
      title: vscode.l10n.t('Lock'),
      arguments: [first.environment],
    };
    this.#item.show();
  }
}
