import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import {
  codeLanguageNames,
  codeLanguages,
  type CodeLanguage,
} from '../../model/connectionCode/codeLanguages.ts';
import { connectionCode } from '../../model/connectionCode/connectionCode.ts';
import {
  findProgramConnection,
  programEnvironmentVariables,
  type ProgramTarget,
} from '../../services/environments/programConnection.ts';
import { registerCommand } from '../commands.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { ProgramAccess, type ProgramAccessDeps } from './programAccess.ts';
import { ProgramDebug } from './programDebug.ts';
import { programType, ProgramTasks } from './programTasks.ts';
import { askChoice } from '../flows/inputs.ts';
import { pickTarget } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';

export type ProgramDeps = ProgramAccessDeps & {
  readonly report: Report;
};

/**
 * Registers *Copy Connection Code* and *Open Terminal with This Environment*, and the tasks and debug configurations that
 * get a key, for the user's own programs.
 */
export function registerProgramCommands(deps: ProgramDeps): Disposable {
  const resources = new Disposables();
  const access = new ProgramAccess(deps);
  const copy = (argument: unknown): Promise<void> => copyCode(deps, argument);
  resources.own(registerCommand(commands.copyConnectionCode, copy, deps.report));
  const open = (argument: unknown): Promise<void> => openTerminal(deps, access, argument);
  resources.own(registerCommand(commands.openTerminal, open, deps.report));
  resources.own(vscode.tasks.registerTaskProvider(programType, new ProgramTasks(access)));
  const debug = new ProgramDebug(access, deps.report);
  resources.own(vscode.debug.registerDebugConfigurationProvider(programType, debug));
  return resources;
}

async function copyCode(deps: ProgramDeps, argument: unknown): Promise<void> {
  const target = await programTarget(deps, argument);
  if (target === undefined) return;
  const language = languageOf(argument) ?? (await askLanguage());
  if (language === undefined) return;
  const { place } = await find(deps, target);
  await vscode.env.clipboard.writeText(connectionCode(language, place));
  void offerTerminal(target, codeLanguageNames[language]).catch(deps.report);
}

async function offerTerminal(target: ProgramTarget, language: string): Promise<void> {
  const button = vscode.l10n.t('Open Terminal');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Copied {0} code for “{1}”. It reads the key from the variable PINECONE_API_KEY.',
      language,
      target.index ?? target.environment.name,
    ),
    button,
  );
  if (answer === button) await vscode.commands.executeCommand(commands.openTerminal, target);
}

async function openTerminal(
  deps: ProgramDeps,
  programs: ProgramAccess,
  argument: unknown,
): Promise<void> {
  const target = await programTarget(deps, argument);
  if (target === undefined) return;
  const { environment, index } = target;
  await programs.agree(environment, 'terminal');
  const env = programEnvironmentVariables(await find(deps, target));
  const terminal = vscode.window.createTerminal({
    name: index === undefined ? environment.name : `${environment.name}: ${index}`,
    env,
    message: vscode.l10n.t('Set in this terminal only: {0}', Object.keys(env).join(', ')),
    // VS Code must not restore the terminal and its variables in the next session.
    isTransient: true,
    iconPath: new vscode.ThemeIcon('plug'),
    color: new vscode.ThemeColor(`vectorscope.environment.${environment.colour}`),
  });
  terminal.show();
}

function askLanguage(): Promise<CodeLanguage | undefined> {
  return askChoice({
    title: vscode.l10n.t('Copy Connection Code'),
    placeholder: vscode.l10n.t('Select the language of the program'),
    choices: codeLanguages.map((value) => ({ value, label: codeLanguageNames[value] })),
    current: codeLanguages[0],
  });
}

function find(deps: ProgramDeps, target: ProgramTarget): ReturnType<typeof findProgramConnection> {
  const title = vscode.l10n.t('Connecting to “{0}”', target.environment.name);
  return withProgress(title, (signal) => findProgramConnection(deps, target, signal));
}

/** Returns an environment if the argument is one or its tree node, else a namespace. */
async function programTarget(
  deps: ProgramDeps,
  argument: unknown,
): Promise<ProgramTarget | undefined> {
  if (typeof argument !== 'object' || argument === null || 'target' in argument)
    return pickTarget(deps, argument);
  const { environment, index, namespace } = argument as Record<string, unknown>;
  const known = deps.environments.byId(idOf(environment));
  if (known === undefined) return pickTarget(deps, argument);
  return {
    environment: known,
    ...(typeof index === 'string' ? { index } : {}),
    ...(typeof namespace === 'string' ? { namespace } : {}),
  };
}

function idOf(environment: unknown): string {
  const isObject = typeof environment === 'object' && environment !== null && 'id' in environment;
  return isObject && typeof environment.id === 'string' ? environment.id : '';
}

function languageOf(argument: unknown): CodeLanguage | undefined {
  if (typeof argument !== 'object' || argument === null || !('language' in argument))
    return undefined;
  return codeLanguages.find((language) => language === argument.language);
}
