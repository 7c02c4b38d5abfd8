import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { IndexChanges } from '../../model/newIndex.ts';
import {
  nodeTypes,
  parseReplicas,
  parseShards,
  type DedicatedNodes,
} from '../../model/readCapacity.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import { askChoice, askText, type Choice } from '../flows/inputs.ts';

/** Asks who serves the reads of an index, and changes it. The service refuses where the plan does not have it. */
export async function changeReadCapacity(
  title: string,
  { name, dedicated }: VectorIndex,
  configure: Configure,
): Promise<void> {
  const answer = await askChoice<'onDemand' | DedicatedNodes['nodeType']>({
    title,
    placeholder: vscode.l10n.t('Who serves the reads of this index?'),
    choices: [
      {
        value: 'onDemand',
        label: vscode.l10n.t('On demand'),
        description: vscode.l10n.t('paid by read units'),
      },
      ...nodeTypes.map((value) => ({
        value,
        label: vscode.l10n.t('Dedicated nodes {0}', value),
        description: vscode.l10n.t('paid by the hour, also without reads'),
      })),
    ],
    current: dedicated?.nodeType ?? 'onDemand',
  });
  if (answer === undefined) throw new Failure('cancelled', 'Cancelled');
  if (answer === 'onDemand') {
    await configure({ readCapacity: 'onDemand' }, new AbortController().signal);
  } else {
    await askNodes(title, answer, dedicated, configure);
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The read capacity of “{0}” is changing.', escapeInvisible(name)),
  );
}

type Configure = (changes: IndexChanges, signal: AbortSignal) => Promise<void>;

/** Returns the choice that changes the read capacity, with what it is now. */
export function capacityChoice({ dedicated }: VectorIndex): Choice<'readCapacity'> {
  return {
    value: 'readCapacity',
    label: vscode.l10n.t('Change Read Capacity…'),
    description: dedicated === undefined ? vscode.l10n.t('on demand') : nodesText(dedicated),
  };
}

async function askNodes(
  title: string,
  nodeType: DedicatedNodes['nodeType'],
  now: DedicatedNodes | undefined,
  configure: Configure,
): Promise<void> {
  let shards = 1;
  await askText({
    title,
    prompt: vscode.l10n.t('Shards: each holds 250 GB'),
    value: String(now?.shards ?? 1),
    submit: (text) => {
      shards = parseShards(text);
    },
  });
  await askText({
    title,
    prompt: vscode.l10n.t('Replicas: more of them serve more reads a second; 0 pauses the index'),
    value: String(now?.replicas ?? 1),
    busyPrompt: vscode.l10n.t('Changing the read capacity…'),
    submit: (text, signal) =>
      configure({ readCapacity: { nodeType, shards, replicas: parseReplicas(text) } }, signal),
  });
}

function nodesText({ nodeType, shards, replicas }: DedicatedNodes): string {
  return vscode.l10n.t('{0}, {1} shards, {2} replicas', nodeType, shards, replicas);
}
