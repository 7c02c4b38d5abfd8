import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { NamespaceSearch } from '../../services/catalog/namespaceSearch.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { registerCommand } from '../commands.ts';
import {
  pickEnvironment,
  pickIndex,
  pickTarget,
  type PickTargetDeps,
} from '../flows/pickTarget.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { pickNamespaceByPrefix } from './pickNamespaceByPrefix.ts';

/** Registers *Go to Namespace*, which searches the namespaces of an index and opens the chosen one. */
export function registerGoToNamespace(deps: GoToNamespaceDeps): Disposable {
  const namespaces = new NamespaceSearch(deps);
  const start = async (argument: unknown): Promise<void> => {
    const place = await placeOf(deps, argument);
    if (place === undefined) return;
    const { environment, index } = place;
    const namespace = await pickNamespaceByPrefix(index, (prefix, signal) =>
      namespaces.find(environment, index, prefix, signal),
    );
    if (namespace === undefined) return;
    const known = await vscode.commands.getCommands(true);
    const command = known.includes(showRecords) ? showRecords : commands.queryIndex;
    const target = { environment: environment.name, index, namespace };
    await vscode.commands.executeCommand(command, { target });
  };
  return registerCommand(commands.goToNamespace, start, deps.report);
}

export type GoToNamespaceDeps = PickTargetDeps & {
  readonly connections: Connections;
  readonly report: Report;
};

/** Command of the records view, used once it exists. */
const showRecords = 'vectorscope.records.show';

async function placeOf(
  deps: GoToNamespaceDeps,
  argument: unknown,
): Promise<Omit<NonNullable<Awaited<ReturnType<typeof pickTarget>>>, 'namespace'> | undefined> {
  const isNamed = typeof argument === 'object' && argument !== null && 'target' in argument;
  if (isNamed) return pickTarget(deps, argument);
  const environment = await pickEnvironment(deps);
  const index = environment && (await pickIndex(deps, environment));
  return index && { environment, index: index.name };
}
