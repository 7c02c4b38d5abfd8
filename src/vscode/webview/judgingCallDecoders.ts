import * as v from 'valibot';
import type { Decoders } from '../../common/rpc.ts';
import type { JudgingCalls } from '../../protocol/judging.ts';
import { decodeParams } from './decodeParams.ts';

const grade = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3)));

/** Decoders for the calls of every view that judges. */
export const judgingCallDecoders: Decoders<JudgingCalls> = {
  'judging.records': decodeParams(
    v.strictObject({ ids: v.pipe(v.array(v.string()), v.maxLength(100)) }),
  ),
  'judging.grade': decodeParams(
    v.strictObject({ question: v.string(), record: v.string(), grade }),
  ),
};
