import type { BackupCalls } from '../catalog/backupHandlers.ts';
import type { IndexCalls } from '../catalog/indexHandlers.ts';
import type { ResetCalls } from '../catalog/resetHandlers.ts';
import type { AliasCalls } from '../namespace/calls/aliasHandlers.ts';
import type { DocumentCalls } from '../namespace/calls/documentCalls.ts';
import type { ImportCalls } from '../namespace/calls/importHandlers.ts';
import type { NamespaceCalls } from '../namespace/calls/namespaceCalls.ts';
import type { RecordCalls } from '../namespace/calls/recordCalls.ts';

/** The calls that the store's thread answers. Writes resolve once they are on disk. */
export type StoreCalls = IndexCalls &
  BackupCalls &
  ResetCalls &
  NamespaceCalls &
  AliasCalls &
  ImportCalls &
  RecordCalls &
  DocumentCalls;
