import * as v from 'valibot';
import type { Decoders } from '../../common/rpc.ts';
import type { NotebookCalls } from '../../protocol/notebook.ts';
import { noParams, paramsOf } from '../webview/paramsOf.ts';

const name = v.string();

const binding = v.strictObject({ environment: name, index: name, namespace: name });

const queryCell = v.strictObject({
  kind: v.literal('query'),
  id: v.string(),
  name: v.string(),
  input: v.strictObject({ by: v.picklist(['text', 'id', 'vector']), value: v.string() }),
  filter: v.string(),
  topK: v.number(),
  includeValues: v.boolean(),
  expected: v.string(),
  binding: v.strictObject({
    environment: v.exactOptional(name),
    index: v.exactOptional(name),
    namespace: v.exactOptional(name),
  }),
});

const textCell = v.strictObject({ kind: v.literal('text'), id: v.string(), text: v.string() });

const cell = v.variant('kind', [queryCell, textCell]);

const edit = v.variant('edit', [
  v.strictObject({ edit: v.literal('setBinding'), binding }),
  v.strictObject({ edit: v.literal('replaceCell'), cell }),
  v.strictObject({ edit: v.literal('insertCell'), cell, at: v.number() }),
  v.strictObject({ edit: v.literal('removeCell'), cellId: v.string() }),
  v.strictObject({ edit: v.literal('moveCell'), cellId: v.string(), to: v.number() }),
]);

/** What the view of a notebook may ask, as it has to look. */
export const notebookParams: Decoders<NotebookCalls> = {
  'notebook.open': noParams,
  'notebook.edit': paramsOf(edit),
  'notebook.choices': paramsOf(v.strictObject({ binding, refresh: v.boolean() })),
  'cell.run': paramsOf(v.strictObject({ cell: queryCell })),
  'cell.stop': paramsOf(v.strictObject({ cellId: v.string() })),
  'action.take': paramsOf(
    v.strictObject({
      action: v.picklist(['updateKey', 'retry', 'startEngine', 'openAsText']),
      environment: name,
      cellId: v.exactOptional(v.string()),
    }),
  ),
  'cell.showOnMap': paramsOf(v.strictObject({ cellId: v.string() })),
  'clipboard.write': paramsOf(v.strictObject({ text: v.string() })),
};
