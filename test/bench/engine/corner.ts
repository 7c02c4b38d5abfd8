import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { RpcClient, type Port } from '../../../src/common/rpc.ts';
import type { ContestantCalls, ContestantData } from './contestantCalls.ts';
import type { Kind, Setting } from './contestants/contestant.ts';

const program = path.resolve(import.meta.dirname, 'contestantProcess.ts');

/** One contestant in its process, as the bench sees it. */
export class Corner {
  readonly kind: Kind;
  readonly #setting: Setting;
  #child: ChildProcess;
  #calls: RpcClient<ContestantCalls>;

  /** `setting.folder` is its own. */
  constructor(kind: Kind, setting: Setting) {
    this.kind = kind;
    this.#setting = setting;
    mkdirSync(setting.folder, { recursive: true });
    ({ child: this.#child, calls: this.#calls } = this.#start());
  }

  get folder(): string {
    return this.#setting.folder;
  }

  get calls(): RpcClient<ContestantCalls> {
    return this.#calls;
  }

  /** Ends the process in order, and starts another one that has opened nothing yet. */
  async restart(): Promise<void> {
    await this.end();
    ({ child: this.#child, calls: this.#calls } = this.#start());
    // The process and its modules are there when it answers.
    await this.#calls.call('memory', null);
  }

  async end(): Promise<void> {
    const exited = once(this.#child, 'exit');
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await this.#calls.call('close', null).catch(() => undefined);
    this.#calls.dispose();
    this.#child.kill('SIGKILL');
    await exited;
  }

  #start(): { child: ChildProcess; calls: RpcClient<ContestantCalls> } {
    const data: ContestantData = { name: this.kind.name, setting: this.#setting };
    const child = fork(program, [JSON.stringify(data)], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const calls = new RpcClient<ContestantCalls>(processPort(child));
    child.once('exit', () => calls.dispose());
    return { child, calls };
  }
}

function processPort(child: ChildProcess): Port {
  return {
    post: (message) => void child.send(message as object),
    onMessage: (listener) => {
      child.on('message', listener);
      return { dispose: () => void child.off('message', listener) };
    },
  };
}
