import { exportFiles } from '../../../src/local/exportFiles.ts';
import { Exports } from '../../../src/services/exports/exports.ts';
import type { ExportOutcome } from '../../../src/services/exports/fileExport.ts';
import type { TransferProgress } from '../../../src/services/transfer/progressMeter.ts';
import { fileState } from '../processes/fileState.ts';
import { LiveMemory } from '../processes/liveMemory.ts';
import { clientOf, readLimits, staging, type Address } from '../pull/pullParts.ts';

/** What a process is told by its argument. */
export type ExportProcessOrder = {
  readonly cloud: Address;
  readonly index: string;
  readonly file: string;
  readonly stateFile: string;
};

// A process that exports, as an extension host does, to be killed at any moment: begins, or goes on where an earlier one
// was, and prints how it ended.
const { cloud, index, file, stateFile } = JSON.parse(process.argv[2] ?? '') as ExportProcessOrder;
const { signal } = new AbortController();
const memory = new LiveMemory();
const exports = new Exports({
  connections: { open: async () => clientOf(cloud, 'read') },
  ...exportFiles('src/parquet/parquetProcess.ts'),
  state: fileState(stateFile),
  limits: readLimits,
});
const target = { environment: staging, index };
const from = exports.unfinished(target);
const run =
  (from && (await exports.goOn(target, from, signal))) ??
  (await exports.begin(await exports.preview(target, signal), file));
const outcome = await run.run({
  budget: 10_000_000,
  signal,
  onProgress: (progress) => write({ progress }),
});
write({ outcome, peakBytes: memory.peakBytes });

function write(
  line:
    | { readonly progress: TransferProgress }
    | { readonly outcome: ExportOutcome; readonly peakBytes: number },
): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
