import * as v from 'valibot';
import type { Decoders } from '../../common/rpc.ts';
import type { StudyCalls } from '../../protocol/study.ts';
import { decodeParams, noParams } from '../webview/decodeParams.ts';
import { judgingCallDecoders } from '../webview/judgingCallDecoders.ts';

/** Decoders for the calls of a study view. */
export const studyCallDecoders: Decoders<StudyCalls> = {
  ...judgingCallDecoders,
  'study.open': noParams,
  'study.run': noParams,
  'study.stop': noParams,
  'pool.read': decodeParams(v.strictObject({ question: v.nullable(v.string()) })),
  'search.run': decodeParams(v.strictObject({ name: v.string() })),
  'search.read': decodeParams(v.strictObject({ name: v.string() })),
  'runs.compare': decodeParams(
    v.strictObject({ before: v.string(), after: v.pipe(v.array(v.string()), v.maxLength(9)) }),
  ),
  'runs.changes': decodeParams(
    v.strictObject({ before: v.string(), after: v.string(), measure: v.string() }),
  ),
  'answers.read': decodeParams(
    v.strictObject({ question: v.string(), runs: v.pipe(v.array(v.string()), v.maxLength(10)) }),
  ),
  'charts.read': decodeParams(
    v.strictObject({
      before: v.string(),
      after: v.pipe(v.array(v.string()), v.maxLength(9)),
      focus: v.string(),
      measure: v.string(),
    }),
  ),
  'chart.save': decodeParams(
    v.strictObject({
      name: v.picklist(['runs', 'differences', 'precision', 'recall', 'scores']),
      format: v.picklist(['svg', 'png']),
      data: v.instance(ArrayBuffer),
    }),
  ),
  'record.whyNot': decodeParams(
    v.strictObject({ question: v.string(), record: v.string(), run: v.string() }),
  ),
  'study.openText': decodeParams(
    v.strictObject({ line: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  ),
};
