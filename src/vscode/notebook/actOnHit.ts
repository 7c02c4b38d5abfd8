import * as vscode from 'vscode';
import type { QueryCell } from '../../model/notebook/cell.ts';
import type { NotebookCalls } from '../../protocol/notebook.ts';
import { commands } from '../ids.ts';
import type { OpenNotebook } from './openNotebook.ts';

type HitPlace = Omit<NotebookCalls['hit.act']['params'], 'action'>;

/** Performs an action on a hit of a notebook's cell. */
export async function actOnHit(
  notebook: OpenNotebook,
  { action, ...place }: NotebookCalls['hit.act']['params'],
): Promise<void> {
  const { binding: target, id } = place;
  switch (action) {
    case 'findSimilar':
      return findSimilar(notebook, place);
    case 'edit':
      await vscode.commands.executeCommand(commands.openRecord, { target, id });
      break;
    case 'showOnMap':
      return showOnMap(notebook, place);
  }
}

/** Inserts a query by the hit below its cell, and runs it. */
async function findSimilar(
  notebook: OpenNotebook,
  { cellId, binding, id }: HitPlace,
): Promise<void> {
  const cell = notebook.cell(cellId);
  const query: QueryCell = {
    kind: 'query',
    id: '',
    name: '',
    input: { by: 'id', value: id },
    filter: '',
    topK: cell?.kind === 'query' ? cell.topK : 10,
    includeValues: false,
    expected: '',
    binding: {},
  };
  const inherited = notebook.target(query);
  const isElsewhere = (['environment', 'index', 'namespace'] as const).some(
    (part) => inherited[part] !== binding[part],
  );
  const inserted = await notebook.insertBelow(cellId, {
    ...query,
    ...(isElsewhere && { binding }),
  });
  if (inserted) await notebook.run(inserted);
}

/** Shows the hit on the map of its index, as a query by its id that found it. */
async function showOnMap(notebook: OpenNotebook, { cellId, binding, id }: HitPlace): Promise<void> {
  const run = notebook.session.runs()[cellId];
  const outcome = run?.state === 'done' ? run.outcome : undefined;
  const found = outcome?.kind === 'hits' ? outcome : undefined;
  const hit = found?.hits.find((one) => one.id === id);
  const query = {
    id: `${notebook.document.uri.toString()}#${cellId}/${id}`,
    name: id,
    namespace: binding.namespace,
    metric: found?.metric ?? 'cosine',
    hits: [{ id, score: hit?.score ?? 1 }],
    expected: [],
    input: { by: 'id', value: id },
  };
  await vscode.commands.executeCommand(commands.showMap, { query, target: binding });
}
