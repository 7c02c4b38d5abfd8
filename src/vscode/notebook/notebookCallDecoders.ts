import * as v from 'valibot';
import type { Decoders } from '../../common/rpc.ts';
import { codeLanguages } from '../../model/connectionCode/codeLanguages.ts';
import { inputKinds } from '../../model/notebook/cell.ts';
import { queryOptionNames, type QueryOption } from '../../model/notebook/queryOptions.ts';
import { hitActions, type NotebookCalls } from '../../protocol/notebook.ts';
import { mapParameters } from '../map/mapCallDecoders.ts';
import { noParams, decodeParams } from '../webview/decodeParams.ts';
import { judgingCallDecoders } from '../webview/judgingCallDecoders.ts';
import { recordPaneCallDecoders } from '../webview/recordPaneCallDecoders.ts';

const name = v.string();

const binding = v.strictObject({ environment: name, index: name, namespace: name });

const ownBinding = v.strictObject({
  environment: v.exactOptional(name),
  index: v.exactOptional(name),
  namespace: v.exactOptional(name),
});

const option = v.exactOptional(v.string());
const options = Object.fromEntries(queryOptionNames.map((name) => [name, option])) as {
  readonly [O in QueryOption]: typeof option;
};

const queryCell = v.strictObject({
  kind: v.literal('query'),
  id: v.string(),
  name: v.string(),
  input: v.strictObject({ by: v.picklist(inputKinds), value: v.string() }),
  filter: v.string(),
  topK: v.number(),
  includeValues: v.boolean(),
  expected: v.string(),
  ...options,
  binding: ownBinding,
});

const explainCell = v.strictObject({
  kind: v.literal('explain'),
  id: v.string(),
  name: v.string(),
  query: v.string(),
  expected: v.string(),
  binding: v.strictObject({}),
});

const compareCell = v.strictObject({
  kind: v.literal('compare'),
  id: v.string(),
  name: v.string(),
  queries: v.string(),
  alphas: v.exactOptional(v.string()),
  binding: v.strictObject({}),
});

const mapCell = v.strictObject({
  kind: v.literal('map'),
  id: v.string(),
  name: v.string(),
  parameters: mapParameters,
  otherNamespaces: v.string(),
  colourBy: v.exactOptional(v.string()),
  query: v.string(),
  filter: v.string(),
  binding: ownBinding,
});

const textCell = v.strictObject({ kind: v.literal('text'), id: v.string(), text: v.string() });

const runnableCell = v.variant('kind', [queryCell, mapCell, explainCell, compareCell]);

const cell = v.variant('kind', [queryCell, mapCell, explainCell, compareCell, textCell]);

const edit = v.variant('edit', [
  v.strictObject({ edit: v.literal('setBinding'), binding }),
  v.strictObject({ edit: v.literal('setParameters'), parameters: v.string() }),
  v.strictObject({ edit: v.literal('replaceCell'), cell }),
  v.strictObject({ edit: v.literal('insertCell'), cell, at: v.number() }),
  v.strictObject({ edit: v.literal('insertCells'), cells: v.array(cell), at: v.number() }),
  v.strictObject({ edit: v.literal('removeCell'), cellId: v.string() }),
  v.strictObject({ edit: v.literal('removeCells'), cellIds: v.array(v.string()) }),
  v.strictObject({ edit: v.literal('moveCell'), cellId: v.string(), to: v.number() }),
]);

/** Decoders for the calls of a notebook view. */
export const notebookCallDecoders: Decoders<NotebookCalls> = {
  ...judgingCallDecoders,
  'judging.start': decodeParams(v.strictObject({ cellId: v.string() })),
  'notebook.open': noParams,
  'notebook.edit': decodeParams(edit),
  'notebook.undo': decodeParams(v.strictObject({ isRedo: v.boolean() })),
  'notebook.choices': decodeParams(v.strictObject({ binding, refresh: v.boolean() })),
  'binding.search': decodeParams(
    v.strictObject({ binding, level: v.picklist(['indexes', 'namespaces']) }),
  ),
  'cell.run': decodeParams(v.strictObject({ cell: runnableCell })),
  'notebook.runAll': noParams,
  'notebook.stopAll': noParams,
  'cell.request': decodeParams(v.strictObject({ cell: queryCell })),
  'cell.copyCode': decodeParams(
    v.strictObject({ cell: queryCell, language: v.picklist(codeLanguages) }),
  ),
  'cell.stop': decodeParams(v.strictObject({ cellId: v.string() })),
  'action.take': decodeParams(
    v.strictObject({
      action: v.picklist(['updateKey', 'retry', 'startEngine', 'openAsText', 'pull']),
      environment: name,
      cellId: v.exactOptional(v.string()),
    }),
  ),
  'fields.read': decodeParams(v.strictObject({ binding })),
  'cell.explain': decodeParams(v.strictObject({ cellId: v.string() })),
  'cell.showOnMap': decodeParams(v.strictObject({ cellId: v.string() })),
  'hit.act': decodeParams(
    v.strictObject({
      action: v.picklist(hitActions),
      cellId: v.string(),
      binding,
      id: v.string(),
    }),
  ),
  'hits.export': decodeParams(v.strictObject({ cellId: v.string() })),
  'cell.openMap': decodeParams(v.strictObject({ cellId: v.string(), view: v.looseObject({}) })),
  'record.read': decodeParams(v.strictObject({ binding, id: v.string() })),
  'neighbours.read': decodeParams(v.strictObject({ binding, id: v.string() })),
  ...recordPaneCallDecoders,
  'clipboard.write': decodeParams(v.strictObject({ text: v.string() })),
};
