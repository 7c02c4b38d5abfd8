import * as v from 'valibot';
import type { Decoders } from '../../common/rpc.ts';
import { recordActions, type RecordsCalls, type RecordsSelection } from '../../protocol/records.ts';
import { decodeParams, noParams } from '../webview/decodeParams.ts';
import { judgingCallDecoders } from '../webview/judgingCallDecoders.ts';
import { recordPaneCallDecoders } from '../webview/recordPaneCallDecoders.ts';

/** Most rows of one request, and most records of one action. */
const maxRows = 10_000;

const row = v.pipe(v.number(), v.integer(), v.minValue(0));
const ids = v.pipe(v.array(v.string()), v.maxLength(maxRows));
const selection = v.strictObject({ prefix: v.string(), filter: v.string() });
const range = v.pipe(
  v.strictObject({ from: row, to: row }),
  v.check(({ from, to }) => to - from <= maxRows, 'too many rows'),
);

/** Decoders for the calls of a records view. */
export const recordsCallDecoders: Decoders<RecordsCalls> = {
  'records.open': decodeParams(selection),
  'records.select': decodeParams(selection),
  'rows.read': decodeParams(range),
  'ids.read': decodeParams(range),
  'row.find': decodeParams(v.strictObject({ id: v.string() })),
  'records.reload': noParams,
  'budget.raise': noParams,
  'record.read': decodeParams(v.strictObject({ id: v.string() })),
  'neighbours.read': decodeParams(v.strictObject({ id: v.string() })),
  'records.copy': decodeParams(v.strictObject({ ids, format: v.picklist(['json', 'csv']) })),
  'records.query': decodeParams(v.strictObject({ ids })),
  'action.run': decodeParams(v.strictObject({ action: v.picklist(recordActions), ids })),
  ...judgingCallDecoders,
  'judging.start': decodeParams(v.strictObject({ ids })),
  'columns.keep': decodeParams(v.strictObject({ columns: v.array(v.string()) })),
  ...recordPaneCallDecoders,
  'clipboard.write': decodeParams(v.strictObject({ text: v.string() })),
};

const storedView = v.object({ prefix: v.string(), filter: v.string() });

/** Decodes the selection in the stored state of a view; invalid state shows all records. */
export function readSelection(state: unknown): RecordsSelection {
  const parsed = v.safeParse(storedView, state);
  return parsed.success ? parsed.output : { prefix: '', filter: '' };
}
