import { spawn, type ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';

/**
 * Shows a program that runs with variables of its own. VS Code never sees the variables: it stores those of its own tasks
 * to restore them.
 */
export class ProgramTerminal implements vscode.Pseudoterminal {
  readonly #program: Program;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #stop = new AbortController();
  #child: ChildProcess | undefined;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(program: Program) {
    this.#program = program;
  }

  open(): void {
    void this.#run().catch((error: unknown) => {
      this.#written.fire(`${Failure.from(error).message}\r\n`);
      this.#closed.fire(1);
    });
  }

  /** Ctrl+C ends the program, Enter ends a line; a program reads what is typed. */
  handleInput(data: string): void {
    if (data === '\u0003') this.close();
    else {
      const text = data.replaceAll('\r', '\n');
      this.#written.fire(text.replaceAll('\n', '\r\n'));
      this.#child?.stdin?.write(text);
    }
  }

  close(): void {
    this.#stop.abort();
    const { pid } = this.#child ?? {};
    if (pid === undefined) return;
    try {
      // A shell does not pass a signal on to what it started.
      if (process.platform === 'win32') this.#child?.kill();
      else process.kill(-pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  }

  async #run(): Promise<void> {
    const { command, folder, variables } = this.#program;
    const env = { ...ownVariables(), ...(await variables(this.#stop.signal)) };
    if (this.#stop.signal.aborted) throw new Failure('cancelled', 'Cancelled');
    const child = spawn(command, {
      shell: true,
      env,
      detached: process.platform !== 'win32',
      ...(folder !== undefined && { cwd: folder }),
    });
    this.#child = child;
    const show = (data: Buffer): void =>
      this.#written.fire(data.toString('utf8').replaceAll(/\r?\n/g, '\r\n'));
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    child.on('error', (error) => this.#written.fire(`${error.message}\r\n`));
    child.on('close', (code) => this.#closed.fire(code ?? 1));
  }
}

export type Program = {
  readonly command: string;
  readonly folder: string | undefined;
  /** Returns the variables that the program gets besides those of VS Code. Throws if it must not run. */
  readonly variables: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
};

/** The extension host's variables without those that change how VS Code's own programs start. */
function ownVariables(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !/^(?:VSCODE_|ELECTRON_)/.test(name)));
}
