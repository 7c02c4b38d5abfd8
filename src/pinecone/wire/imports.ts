import * as v from 'valibot';
import type { ImportState } from '../../model/importState.ts';
import { count } from './decode.ts';

export const wireNewImport = v.object({ id: v.string() });

const states: Readonly<Record<string, ImportState['state']>> = {
  Completed: 'completed',
  Cancelled: 'cancelled',
  Failed: 'failed',
};

export const wireImport = v.pipe(
  v.object({
    status: v.string(),
    percentComplete: v.nullish(v.number()),
    recordsImported: v.nullish(count),
    error: v.nullish(v.string()),
    validationResult: v.nullish(v.object({ importErrors: v.nullish(count) })),
  }),
  v.transform((wire): ImportState => ({
    state: states[wire.status] ?? 'running',
    share: (wire.percentComplete ?? 0) / 100,
    imported: wire.recordsImported ?? 0,
    refused: wire.validationResult?.importErrors ?? 0,
    ...(wire.error ? { error: wire.error } : {}),
  })),
);
