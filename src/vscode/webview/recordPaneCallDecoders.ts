import * as v from 'valibot';
import type { Decoders } from '../../common/rpc.ts';
import type { RecordPaneCalls } from '../../protocol/recordPane.ts';
import { decodeParams } from './decodeParams.ts';

/** Decoders for the calls of every view with a reading pane. */
export const recordPaneCallDecoders: Decoders<RecordPaneCalls> = {
  'appearance.show': decodeParams(v.strictObject({ notebook: v.string(), cellId: v.string() })),
};
