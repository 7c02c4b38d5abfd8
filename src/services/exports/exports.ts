import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { sampleSeed } from '../../model/idSample.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { StateStore } from '../catalog/catalog.ts';
import { priceOf } from '../transfer/pullPlan.ts';
import { defaultReadLimits, type ReadLimits } from '../transfer/sourceReader.ts';
import { exportCheckpointIn, exportKey, type ExportCheckpoint } from './exportCheckpoint.ts';
import type { NamespacesSample } from './sampledSource.ts';
import { stratify } from './stratify.ts';
import { FileExport, type Draft, type ExportPreview, type WriteParquet } from './fileExport.ts';

/** Exports namespaces of any environment to files. */
export class Exports {
  readonly #deps: ExportsDeps;
  /** Drafts that this process has open. */
  readonly #open = new Set<string>();

  constructor(deps: ExportsDeps) {
    this.#deps = deps;
  }

  /** Reads the size of the source, at no read units. Throws `badInput` if it has no records or cannot be exported. */
  async preview(
    { sampleSize, ...target }: ExportTarget,
    signal: AbortSignal,
  ): Promise<ExportPreview> {
    const { index: name, namespace } = target;
    const { index, counts } = await this.#look(target, signal);
    const filled = [...counts].filter(
      ([one, count]) => count > 0 && (namespace === undefined || one === namespace),
    );
    if (filled.length === 0) {
      const where = namespace === undefined ? `“${name}”` : `“${namespace}” of “${name}”`;
      throw new Failure('badInput', `There are no records in ${where} to export`);
    }
    const sizes = filled.map(([, count]) => count);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const isSample = sampleSize !== undefined && sampleSize < total;
    const sample = isSample && { sizes: stratify(sampleSize, sizes), seed: sampleSeed };
    return previewOf({ target, index, filled, ...(sample && { sample }) });
  }

  /** Prepares an export to a file, before anything is read. */
  async begin(preview: ExportPreview, file: string): Promise<FileExport> {
    return this.#export(preview, file, await this.#deps.createDraft(file));
  }

  /** Returns where an export of the target ended early, unless it still runs. */
  unfinished(target: ExportTarget): ExportCheckpoint | undefined {
    const { state, pid, isRunning } = this.#deps;
    const from = exportCheckpointIn(state.get(exportKey(target)));
    if (from === undefined || this.#open.has(from.draft.path)) return undefined;
    return from.pid !== pid && isRunning(from.pid) ? undefined : from;
  }

  /** Prepares an export that resumes an earlier one; `undefined` if its draft is gone. */
  async goOn(
    target: ExportTarget,
    from: ExportCheckpoint,
    signal: AbortSignal,
  ): Promise<FileExport | undefined> {
    const { index, counts } = await this.#look(target, signal);
    const filled = from.namespaces.map((name) => [name, counts.get(name) ?? 0] as const);
    const preview = previewOf({
      target,
      index,
      filled,
      ...(from.sample && { sample: from.sample }),
    });
    const draft = await this.#deps.openDraft(from.file, from.draft);
    return draft && this.#export(preview, from.file, draft, from);
  }

  /** Deletes what an export that ended early has written. */
  async drop(target: ExportTarget, from: ExportCheckpoint): Promise<void> {
    this.#deps.state.set(exportKey(target), undefined);
    await (await this.#deps.openDraft(from.file, from.draft))?.discard();
  }

  /** Reads the settings of an index and the record counts of its namespaces. */
  async #look({ environment, index: name }: ExportTarget, signal: AbortSignal) {
    const client = await this.#deps.connections.open(environment, signal);
    const index = await client.describeIndex(name, signal);
    const { namespaces } = await client.index(index.host).stats(signal);
    return { index, counts: new Map(namespaces.map((one) => [one.name, one.recordCount])) };
  }

  #export(preview: ExportPreview, file: string, draft: Draft, from?: ExportCheckpoint): FileExport {
    const { connections, state, limits = defaultReadLimits, ...deps } = this.#deps;
    const { environment, index, namespace } = preview;
    const key = exportKey({
      environment,
      index: index.name,
      ...(namespace !== undefined && { namespace }),
    });
    const { path } = draft;
    this.#open.add(path);
    const openIndex = async (signal: AbortSignal) =>
      (await connections.open(environment, signal)).index(index.host, index.documents);
    return new FileExport({
      ...deps,
      preview,
      file,
      draft,
      openIndex,
      limits,
      save: (checkpoint) => state.set(key, checkpoint),
      onClose: () => this.#open.delete(path),
      ...(from && { from }),
    });
  }
}

export type ExportsDeps = {
  readonly connections: {
    open(environment: Environment, signal: AbortSignal): Promise<PineconeClient>;
  };
  /** Creates a draft that will replace a file. Throws `unavailable` if its folder cannot take it. */
  readonly createDraft: (file: string) => Promise<Draft>;
  /** Opens a draft of an earlier process, as it was at a size; `undefined` if it is gone or shorter. */
  readonly openDraft: (
    file: string,
    draft: ExportCheckpoint['draft'],
  ) => Promise<Draft | undefined>;
  readonly writeParquet: WriteParquet;
  /** Where positions are stored for later processes. */
  readonly state: StateStore;
  readonly pid: number;
  readonly isRunning: (pid: number) => boolean;
  /** Clock in milliseconds. */
  readonly now: () => number;
  readonly limits?: ReadLimits;
};

/** What to export: a namespace, or all namespaces of an index. */
export type ExportTarget = {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace?: string;
  /** Number of random records, of each namespace in proportion. Absent: all. */
  readonly sampleSize?: number;
};

function previewOf({
  target: { environment, namespace },
  index,
  filled,
  sample,
}: {
  readonly target: ExportTarget;
  readonly index: VectorIndex;
  readonly filled: readonly (readonly [name: string, count: number])[];
  readonly sample?: NamespacesSample;
}): ExportPreview {
  const prices = filled.map(([, count], at) =>
    priceOf(count, { kind: 'sample', size: sample?.sizes[at] ?? count, seed: sampleSeed }),
  );
  const price = {
    listUnits: prices.reduce((sum, { listUnits }) => sum + listUnits, 0),
    fetchUnits: prices.reduce((sum, { fetchUnits }) => sum + fetchUnits, 0),
  };
  return {
    environment,
    index,
    ...(namespace !== undefined && { namespace }),
    namespaces: filled.map(([name]) => name),
    total: filled.reduce((sum, [, count]) => sum + count, 0),
    ...(sample && { sample }),
    ...(environment.kind === 'local' ? {} : { price }),
  };
}
