import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { ProgramAccess } from './programAccess.ts';
import { ProgramTerminal } from './programTerminal.ts';

/** Runs tasks of `tasks.json` that name an environment and a command. */
export class ProgramTasks implements vscode.TaskProvider {
  readonly #access: ProgramAccess;

  constructor(access: ProgramAccess) {
    this.#access = access;
  }

  /** Only the user knows what to run. */
  provideTasks(): vscode.Task[] {
    return [];
  }

  resolveTask({ definition, scope, name }: vscode.Task): vscode.Task {
    const folder = typeof scope === 'object' ? scope.uri.fsPath : firstFolder();
    const execution = new vscode.CustomExecution(
      async (resolved): Promise<vscode.Pseudoterminal> => {
        await Promise.resolve();
        return this.#terminal(resolved, folder);
      },
    );
    const place = scope ?? vscode.TaskScope.Workspace;
    return new vscode.Task(definition, place, name, 'Vectorscope', execution);
  }

  #terminal(definition: vscode.TaskDefinition, folder: string | undefined): ProgramTerminal {
    const command: unknown = definition['command'];
    const cwd: unknown = definition['cwd'];
    return new ProgramTerminal({
      command: typeof command === 'string' ? command : '',
      folder: typeof cwd === 'string' && cwd !== '' ? cwd : folder,
      variables: async (signal) => {
        if (typeof command !== 'string' || command.trim() === '')
          throw new Failure('badInput', vscode.l10n.t('“command” must be a command line'));
        const target = this.#access.targetNamed(definition['environment'], definition['index']);
        await this.#access.agree(target.environment, 'task');
        return this.#access.variables(target, signal);
      },
    });
  }
}

/** The type of tasks and debug configurations that get a key. */
export const programType = 'vectorscope';

function firstFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}
