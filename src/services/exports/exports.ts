import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import { priceOf } from '../transfer/pullPlan.ts';
import { defaultReadLimits, type ReadLimits } from '../transfer/sourceReader.ts';
import { stratify } from './stratify.ts';
import { FileExport, type Draft, type ExportPreview, type WriteParquet } from './fileExport.ts';

export type ExportsDeps = {
  readonly connections: {
    open(environment: Environment, signal: AbortSignal): Promise<PineconeClient>;
  };
  /** Creates a draft that will replace a file. Throws `unavailable` if its folder cannot take it. */
  readonly createDraft: (file: string) => Promise<Draft>;
  readonly writeParquet: WriteParquet;
  /** Clock in milliseconds. */
  readonly now: () => number;
  readonly limits?: ReadLimits;
};

/** A fixed seed, so that the samples of one index are the same. */
const sampleSeed = 42;

/** What to export: a namespace, or all namespaces of an index. */
export type ExportTarget = {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace?: string;
  /** Number of random records, of each namespace in proportion. Absent: all. */
  readonly sampleSize?: number;
};

/** Exports namespaces of any environment to files. */
export class Exports {
  readonly #deps: ExportsDeps;

  constructor(deps: ExportsDeps) {
    this.#deps = deps;
  }

  /** Reads the size of the source, at no read units. Throws `badInput` if it has no records or cannot be exported. */
  async preview(
    { environment, index: name, namespace, sampleSize }: ExportTarget,
    signal: AbortSignal,
  ): Promise<ExportPreview> {
    const client = await this.#deps.connections.open(environment, signal);
    const index = await client.describeIndex(name, signal);
    const stats = await client.index(index.host).stats(signal);
    const filled = stats.namespaces.filter(
      (one) => one.recordCount > 0 && (namespace === undefined || one.name === namespace),
    );
    if (filled.length === 0) {
      const where = namespace === undefined ? `“${name}”` : `“${namespace}” of “${name}”`;
      throw new Failure('badInput', `There are no records in ${where} to export`);
    }
    const total = filled.reduce((sum, { recordCount }) => sum + recordCount, 0);
    const counts = filled.map(({ recordCount }) => recordCount);
    const isSample = sampleSize !== undefined && sampleSize < total;
    const sizes = isSample ? stratify(sampleSize, counts) : counts;
    const prices = counts.map((count, at) =>
      priceOf(count, { kind: 'sample', size: sizes[at] ?? 0, seed: sampleSeed }),
    );
    const price = {
      listUnits: prices.reduce((sum, { listUnits }) => sum + listUnits, 0),
      fetchUnits: prices.reduce((sum, { fetchUnits }) => sum + fetchUnits, 0),
    };
    const namespaces = filled.map((one) => one.name);
    const isFree = environment.kind === 'local';
    return {
      environment,
      index,
      namespaces,
      total,
      ...(isSample && { sample: { sizes, seed: sampleSeed } }),
      ...(isFree ? {} : { price }),
    };
  }

  /** Prepares an export to a file, before anything is read. */
  async begin(preview: ExportPreview, file: string): Promise<FileExport> {
    const { connections, limits = defaultReadLimits, ...deps } = this.#deps;
    const openIndex = async (signal: AbortSignal) =>
      (await connections.open(preview.environment, signal)).index(
        preview.index.host,
        preview.index.documents,
      );
    const draft = await deps.createDraft(file);
    return new FileExport({ ...deps, preview, file, draft, openIndex, limits });
  }
}
