import { listPages, type Page } from '../../common/listPages.ts';
import { compareIds } from '../../model/idOrder.ts';
import type { VectorRecord } from '../../model/record.ts';
import { hasSameContents } from '../../model/recordContents.ts';
import type { PullScope } from '../../model/twin.ts';
import { noTransform, transformRecord, type CopyPart } from './copying/copyTransform.ts';
import { mergeIds, type MergedId } from './mergeIds.ts';
import { idsPerPage } from './pullPlan.ts';
import { selectIds } from './selectIds.ts';
import type { SourceReader } from './sourceReader.ts';
import type { Batch, Source } from './transfer.ts';

/** Source of the records that a copy has to write. The position is the last id of a batch. */
export class CopySource implements Source<VectorRecord, string> {
  readonly #options: CopySourceOptions;
  #readCount = 0;

  constructor(options: CopySourceOptions) {
    this.#options = options;
  }

  async *batches(signal: AbortSignal): AsyncGenerator<Batch<VectorRecord, string>> {
    const { source, target, mode, after, recordsPerBatch, onId } = this.#options;
    const { part } = this.#options;
    const ids =
      mode === 'all'
        ? mergeIds(selectIds(idsOf(source, signal), part?.scope ?? wholeNamespace), noIds())
        : compareNamespaces(source, target, signal, part);
    let batch: MergedId[] = [];
    for await (const merged of ids) {
      onId?.(merged);
      if (!merged.isInSource || (mode === 'missing' && merged.isInTarget)) continue;
      if (after !== undefined && compareIds(merged.id, after) <= 0) continue;
      batch.push(merged);
      if (batch.length < recordsPerBatch) continue;
      yield this.#batchOf(batch);
      batch = [];
    }
    if (batch.length > 0) yield this.#batchOf(batch);
  }

  /** A copy is verified by comparing both sides again. */
  async evidence(): Promise<{ wanted: number; listed: number; counted: number }> {
    return { wanted: this.#readCount, listed: this.#readCount, counted: this.#readCount };
  }

  #batchOf(ids: readonly MergedId[]): Batch<VectorRecord, string> {
    return {
      read: async (signal) => {
        const { source, mode } = this.#options;
        const records = await source.fetch(
          ids.map(({ id }) => id),
          signal,
        );
        const wanted = mode === 'changed' ? await this.#changed(records, ids, signal) : records;
        this.#readCount += wanted.length;
        return wanted;
      },
      position: ids.at(-1)?.id ?? '',
    };
  }

  /** Drops the records that are the same in the target. */
  async #changed(
    records: readonly VectorRecord[],
    ids: readonly MergedId[],
    signal: AbortSignal,
  ): Promise<readonly VectorRecord[]> {
    const transform = this.#options.part?.transform ?? noTransform;
    const both = ids.flatMap(({ id, isInTarget }) =>
      isInTarget ? [`${transform.idPrefix}${id}`] : [],
    );
    const there = both.length === 0 ? [] : await this.#options.target.fetch(both, signal);
    const known = new Map(there.map((record) => [record.id, record]));
    return records.filter((record) => {
      const written = transformRecord(record, transform);
      const other = known.get(written.id);
      return other === undefined || !hasSameContents(written, other);
    });
  }
}

/** Which records are copied: those missing in the target, also those that differ there, or all without a comparison. */
export type CopyMode = 'missing' | 'changed' | 'all';

export type CopySourceOptions = {
  readonly source: SourceReader;
  readonly target: SourceReader;
  readonly mode: CopyMode;
  readonly part?: CopyPart;
  /** Called with each id that is compared, in order. */
  readonly onId?: (id: MergedId) => void;
  /** The last id of an earlier run. */
  readonly after?: string;
  readonly recordsPerBatch: number;
};

const wholeNamespace: PullScope = { kind: 'all' };

/** A billion ids in pages of a hundred. */
const maxPages = 10_000_000;

/** Yields the ids of two namespaces with the sides that have them; those of the source, before they get a prefix. */
export function compareNamespaces(
  source: SourceReader,
  target: SourceReader,
  signal: AbortSignal,
  { scope = wholeNamespace, transform = noTransform }: CopyPart = {},
): AsyncGenerator<MergedId, void> {
  const there = withoutPrefix(idsOf(target, signal), transform.idPrefix);
  return mergeIds(selectIds(idsOf(source, signal), scope), there);
}

function idsOf(reader: SourceReader, signal: AbortSignal): AsyncGenerator<Page<string>, void> {
  const ask = (next: string | undefined, both: AbortSignal): Promise<Page<string>> =>
    reader.page(next, idsPerPage, both);
  return listPages({ purpose: 'list the records', ask, maxPages }, signal);
}

/** Yields the ids that begin with the prefix, without it. */
async function* withoutPrefix(
  pages: AsyncIterable<Page<string>>,
  prefix: string,
): AsyncGenerator<Page<string>, void> {
  for await (const page of pages) {
    const items = page.items.filter((id) => id.startsWith(prefix) && id.length > prefix.length);
    yield { ...page, items: items.map((id) => id.slice(prefix.length)) };
  }
}

async function* noIds(): AsyncGenerator<Page<string>, void> {}
