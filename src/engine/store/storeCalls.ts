import type { BackupCalls } from '../catalog/backupCalls.ts';
import type { IndexCalls } from '../catalog/indexCalls.ts';
import type { ResetCalls } from '../catalog/resetCalls.ts';
import type { AliasCalls } from '../namespace/calls/aliasCalls.ts';
import type { DocumentCalls } from '../namespace/calls/documentCalls.ts';
import type { ImportCalls } from '../namespace/calls/importCalls.ts';
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
