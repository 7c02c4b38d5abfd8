import * as v from 'valibot';
import type { ImportState, ListedImport } from '../../model/importState.ts';
import { count } from './decode.ts';

/** Decodes the answer to the start of a bulk import: its id. */
export const wireNewImport = v.object({ id: v.string() });

const states: Readonly<Record<string, ImportState['state']>> = {
  Completed: 'completed',
  Cancelled: 'cancelled',
  Failed: 'failed',
};

const importEntries = {
  status: v.string(),
  percentComplete: v.nullish(v.number()),
  recordsImported: v.nullish(count),
  error: v.nullish(v.string()),
  validationResult: v.nullish(v.object({ importErrors: v.nullish(count) })),
};

/** Decodes the state of a bulk import. */
export const wireImport = v.pipe(v.object(importEntries), v.transform(toState));

/** Decodes a page of the bulk imports of an index. */
export const wireImportPage = v.object({
  data: v.optional(
    v.array(
      v.pipe(
        v.object({
          ...importEntries,
          id: v.string(),
          uri: v.nullish(v.string()),
          createdAt: v.nullish(v.string()),
        }),
        v.transform(({ id, uri, createdAt, ...wire }): ListedImport => ({
          ...toState(wire),
          id,
          uri: uri ?? '',
          createdAtMs: Date.parse(createdAt ?? '') || 0,
        })),
      ),
    ),
    [],
  ),
  pagination: v.nullish(v.object({ next: v.nullish(v.string()) })),
});

type WireState = {
  readonly status: string;
  readonly percentComplete?: number | null | undefined;
  readonly recordsImported?: number | null | undefined;
  readonly error?: string | null | undefined;
  readonly validationResult?:
    { readonly importErrors?: number | null | undefined } | null | undefined;
};

function toState(wire: WireState): ImportState {
  return {
    state: states[wire.status] ?? 'running',
    share: (wire.percentComplete ?? 0) / 100,
    imported: wire.recordsImported ?? 0,
    refused: wire.validationResult?.importErrors ?? 0,
    ...(wire.error ? { error: wire.error } : {}),
  };
}
