import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import {
  findProgramConnection,
  programEnvironmentVariables,
  type ProgramTarget,
} from '../../services/environments/programConnection.ts';
import { hostOf } from '../labels.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { PickTargetDeps } from '../flows/pickTarget.ts';

/** Returns the variables of programs after the user agreed to give them the key. */
export class ProgramAccess {
  readonly #deps: ProgramAccessDeps;
  /** Environments confirmed in this window. */
  readonly #agreed = new Set<string>();

  constructor(deps: ProgramAccessDeps) {
    this.#deps = deps;
  }

  /** Asks before the key is given to a program. Throws `cancelled` if the user refuses. */
  async agree(environment: Environment, kind: ProgramKind): Promise<void> {
    if (this.#agreed.has(environment.id)) return;
    const answer = await ask(environment, kind);
    if (answer === undefined) throw new Failure('cancelled', 'Cancelled');
    if (answer === 'always') this.#agreed.add(environment.id);
  }

  /** Returns the variables with address and key. Throws as `findProgramConnection` does. */
  async variables(
    target: ProgramTarget,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    return programEnvironmentVariables(await findProgramConnection(this.#deps, target, signal));
  }

  /**
   * Returns the target that a task or a debug configuration names. Throws `badInput` without a name, `notFound` for an
   * unknown environment.
   */
  targetNamed(environment: unknown, index: unknown): ProgramTarget {
    if (typeof environment !== 'string' || environment === '')
      throw new Failure('badInput', vscode.l10n.t('“environment” must be the name of one'));
    const known = this.#deps.environments.byName(environment);
    if (known === undefined)
      throw new Failure('notFound', vscode.l10n.t('There is no environment “{0}”', environment));
    return { environment: known, ...(typeof index === 'string' && index !== '' && { index }) };
  }
}

export type ProgramAccessDeps = PickTargetDeps & { readonly connections: Connections };

/** How a program gets the key, for the question before it. */
export type ProgramKind = 'terminal' | 'task' | 'debug';

async function ask(
  environment: Environment,
  kind: ProgramKind,
): Promise<'once' | 'always' | undefined> {
  const { once, always, question, detail } = textsFor(environment, kind);
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail },
    once,
    always,
  );
  if (answer === undefined) return undefined;
  return answer === always ? 'always' : 'once';
}

type Texts = { once: string; always: string; question: string; detail: string };

function textsFor(environment: Environment, kind: ProgramKind): Texts {
  const { name } = environment;
  const where =
    environment.kind === 'local'
      ? vscode.l10n.t('the engine on this machine')
      : hostOf(environment);
  if (kind === 'terminal')
    return {
      once: vscode.l10n.t('Open Terminal'),
      always: vscode.l10n.t('Open, and Do Not Ask Again in This Session'),
      question: vscode.l10n.t('Open a terminal with the key of “{0}”?', name),
      detail: vscode.l10n.t(
        'Every program that you start in it can read the key for {0} from the variable PINECONE_API_KEY. The key is written to no file, and other terminals do not have it.',
        where,
      ),
    };
  return {
    once: vscode.l10n.t('Run'),
    always: vscode.l10n.t('Run, and Do Not Ask Again in This Session'),
    question:
      kind === 'task'
        ? vscode.l10n.t('Run a task with the key of “{0}”?', name)
        : vscode.l10n.t('Debug a program with the key of “{0}”?', name),
    detail: vscode.l10n.t(
      'The program and what it starts can read the key for {0} from the variable PINECONE_API_KEY. The key is written to no file.',
      where,
    ),
  };
}
