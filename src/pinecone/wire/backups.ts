import * as v from 'valibot';
import type { Backup, RestoreState } from '../../model/backup.ts';
import { count } from './decode.ts';

/** A backup; its counts and size are present once it is complete. */
export const wireBackup = v.pipe(
  v.object({
    backup_id: v.string(),
    source_index_name: v.string(),
    name: v.nullish(v.string()),
    status: v.string(),
    record_count: v.nullish(count),
    size_bytes: v.nullish(count),
    created_at: v.nullish(v.string()),
  }),
  v.transform((wire): Backup => ({
    id: wire.backup_id,
    ...(wire.name ? { name: wire.name } : {}),
    index: wire.source_index_name,
    recordCount: wire.record_count ?? 0,
    sizeBytes: wire.size_bytes ?? 0,
    createdAtMs: Date.parse(wire.created_at ?? '') || 0,
    isReady: wire.status === 'Ready',
    isFailed: wire.status.includes('Failed'),
  })),
);

export const wireBackupPage = v.object({
  data: v.optional(v.array(wireBackup), []),
  pagination: v.nullish(v.object({ next: v.optional(v.string()) })),
});

export const wireRestoring = v.object({ restore_job_id: v.string() });

const restoreStates: Readonly<Record<string, RestoreState['state']>> = {
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'failed',
};

export const wireRestoreJob = v.pipe(
  v.object({ status: v.string(), percent_complete: v.nullish(v.number()) }),
  v.transform((wire): RestoreState => ({
    state: restoreStates[wire.status] ?? 'pending',
    share: (wire.percent_complete ?? 0) / 100,
  })),
);
