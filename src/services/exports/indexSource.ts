import { emptyIdDigest } from '../../model/idDigest.ts';
import type { ExportedRecord } from '../../model/exportFormats.ts';
import type { Listing } from '../transfer/checkpoint.ts';
import { NamespaceSource } from '../transfer/namespaceSource.ts';
import type { SourceReader } from '../transfer/sourceReader.ts';
import type { Batch, Source } from '../transfer/transfer.ts';

/** Source of the records of several namespaces, one after the other. Several name the namespace in each record. */
export class IndexSource implements Source<ExportedRecord, IndexPosition> {
  readonly #options: IndexSourceOptions;
  #position: IndexPosition;

  constructor(options: IndexSourceOptions) {
    this.#options = options;
    this.#position = options.from;
  }

  async *batches(signal: AbortSignal): AsyncGenerator<Batch<ExportedRecord, IndexPosition>> {
    const { namespaces, readerOf, dimension, from } = this.#options;
    for (const [at, namespace] of namespaces.entries()) {
      if (at < from.at) continue;
      if (at > from.at) this.#position = nextNamespace(this.#position);
      const { listing } = this.#position;
      const source = new NamespaceSource(readerOf(namespace), dimension, listing);
      for await (const { read, position } of source.batches(signal)) {
        this.#position = { ...this.#position, ...position };
        const named = namespaces.length === 1 ? {} : { namespace };
        yield {
          read: async (both) => (await read(both)).map((record) => ({ ...record, ...named })),
          position: this.#position,
        };
      }
    }
  }

  async evidence(
    signal: AbortSignal,
  ): Promise<{ wanted: number; listed: number; counted: number }> {
    const listed = listedIn(this.#position);
    return { wanted: listed, listed, counted: await countedIn(this.#options, signal) };
  }
}

/** How far the namespaces of an index are read. */
export type IndexPosition = {
  /** Number of the namespace that is being read. */
  readonly at: number;
  /** Number of ids listed in the namespaces before it. */
  readonly listedBefore: number;
  readonly listing: Listing;
  /** Of a sample: the number of records chosen in the namespaces before it, and the last id that was read in it. */
  readonly wantedBefore?: number;
  readonly after?: string;
};

export const notListed: Listing = { isDone: false, listed: emptyIdDigest };

export const startOfIndex: IndexPosition = { at: 0, listedBefore: 0, listing: notListed };

export type IndexSourceOptions = {
  /** At least one. */
  readonly namespaces: readonly string[];
  readonly readerOf: (namespace: string) => SourceReader;
  readonly dimension: number;
  readonly from: IndexPosition;
};

/** Returns how many records the service counts in the namespaces. */
export async function countedIn(
  { namespaces, readerOf }: Pick<IndexSourceOptions, 'namespaces' | 'readerOf'>,
  signal: AbortSignal,
): Promise<number> {
  const [first = ''] = namespaces;
  const counts = await readerOf(first).counts(signal);
  return namespaces.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
}

function nextNamespace(position: IndexPosition): IndexPosition {
  return { at: position.at + 1, listedBefore: listedIn(position), listing: notListed };
}

/** Returns the number of ids listed up to a position. */
export function listedIn({ listedBefore, listing }: IndexPosition): number {
  return listedBefore + listing.listed.count;
}
