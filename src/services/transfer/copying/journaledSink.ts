import type { VectorRecord } from '../../../model/record.ts';
import type { PendingEntry, WriteJournal } from '../../../model/writeJournal.ts';
import type { SourceReader } from '../sourceReader.ts';
import type { Sink } from '../transfer.ts';

/** Saves in the journal what a sink overwrites and adds, each batch before it is written, so that it can be undone. */
export class JournaledSink implements Sink<VectorRecord> {
  readonly #options: JournaledSinkOptions;
  #pending: PendingEntry | undefined;

  constructor(options: JournaledSinkOptions) {
    this.#options = options;
  }

  async write(records: readonly VectorRecord[], signal: AbortSignal): Promise<void> {
    const { sink, begin, target } = this.#options;
    if (records.length === 0) return;
    const ids = records.map(({ id }) => id);
    const there = (await target?.fetch(ids, signal)) ?? [];
    const known = new Map(there.map((record) => [record.id, record]));
    this.#pending ??= await begin();
    await this.#pending.append(
      records.map((after) => {
        const before = known.get(after.id);
        return { id: after.id, ...(before && { before }), after };
      }),
    );
    await this.#pending.save();
    await sink.write(records, signal);
  }

  /** Notes that nothing more is written. */
  async end(state: 'done' | 'started'): Promise<void> {
    const entry = await this.#pending?.commit();
    if (entry !== undefined) await this.#options.journal.setState(entry.id, state);
  }
}

export type JournaledSinkOptions = {
  readonly sink: Sink<VectorRecord>;
  readonly journal: Pick<WriteJournal, 'setState'>;
  readonly begin: () => Promise<PendingEntry>;
  /** Reads what the sink overwrites; absent if it only adds records. */
  readonly target?: Pick<SourceReader, 'fetch'>;
};
