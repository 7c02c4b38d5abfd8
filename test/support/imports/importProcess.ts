import { RejectFile } from '../../../src/local/rejectFile.ts';
import { openRowFile } from '../../../src/local/rowFiles/openRowFile.ts';
import { FileImports, type FileImportOutcome } from '../../../src/services/imports/fileImports.ts';
import { guessMapping } from '../../../src/services/imports/guessMapping.ts';
import { sampleFile } from '../../../src/services/imports/sampleFile.ts';
import { fileState } from '../processes/fileState.ts';
import { clientOf, staging, type Address } from '../pull/pullParts.ts';

/** What a process is told by its argument. */
export type ImportProcessOrder = {
  readonly cloud: Address;
  readonly index: string;
  readonly file: string;
  readonly stateFile: string;
};

/** What a process prints, a line each. */
export type ImportProcessLine =
  { readonly done: number } | { readonly outcome: FileImportOutcome; readonly from: number };

// A process that imports, as an extension host does, to be killed at any moment: begins, or goes on where an earlier one
// was, and prints how far it is and how it ended.
const { cloud, index, file, stateFile } = JSON.parse(process.argv[2] ?? '') as ImportProcessOrder;
const { signal } = new AbortController();
const options = {
  signal,
  onProgress: ({ done }: { readonly done: number }) => write({ done }),
};
const imports = new FileImports({
  connections: {
    checkWritable: () => undefined,
    open: async () => clientOf(cloud, 'read'),
    openForWriting: async () => clientOf(cloud),
  },
  catalog: { invalidate: () => undefined },
  state: fileState(stateFile),
  openRejects: (source, list) => new RejectFile(source, list),
  now: Date.now,
});
const rows = await openRowFile(file, 'src/parquet/parquetProcess.ts');
const place = { environment: staging, index, namespace: 'imported' };
const target = await clientOf(cloud, 'read').describeIndex(index, signal);
const mapping = guessMapping(await sampleFile(rows), target);
const order = { file: rows, place, mapping };
const from = imports.unfinished(order);
const check = from ?? (await imports.check(order, { signal, onProgress: () => undefined }));
const outcome = await imports.run(order, check, options, from);
write({ outcome, from: from?.written.count ?? 0 });

function write(line: ImportProcessLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
