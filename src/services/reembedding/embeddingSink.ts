import type { ExportedRecord } from '../../model/exportFormats.ts';
import type { VectorRecord } from '../../model/record.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { WaitReason } from '../transfer/progressMeter.ts';
import { RetryingCalls, type RetryPolicy } from '../transfer/retryingCalls.ts';
import type { Sink } from '../transfer/transfer.ts';

/** Embeds the texts of records and writes the records with these vectors. */
export class EmbeddingSink implements Sink<TextOfRecord> {
  readonly #options: EmbeddingSinkOptions;
  readonly #calls: RetryingCalls;

  constructor(options: EmbeddingSinkOptions) {
    this.#options = options;
    this.#calls = new RetryingCalls(options.retries, options.onWait);
  }

  async write(records: readonly TextOfRecord[], signal: AbortSignal): Promise<void> {
    const { embed, sinkOf, takesSparse, onEmbedded } = this.#options;
    for (let from = 0; from < records.length; from += textsAtOnce) {
      const some = records.slice(from, from + textsAtOnce);
      const texts = some.map(({ text }) => text);
      const vectors = await this.#calls.run(signal, () => embed(texts, signal));
      const embedded = some.map(({ record }, at) => withVector(record, vectors[at], takesSparse));
      const byNamespace = Object.groupBy(embedded, ({ namespace }) => namespace);
      for (const [namespace, ones = []] of Object.entries(byNamespace))
        await sinkOf(namespace).write(
          ones.map(({ record }) => record),
          signal,
        );
      onEmbedded(some.length);
    }
  }
}

/** A record whose text is embedded. */
export type TextOfRecord = { readonly record: ExportedRecord; readonly text: string };

export type EmbeddingSinkOptions = {
  readonly embed: (
    texts: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly (readonly number[])[]>;
  /** Returns the sink of a namespace. */
  readonly sinkOf: (namespace: string) => Sink<VectorRecord>;
  /** Whether the index takes sparse values beside the vectors. */
  readonly takesSparse: boolean;
  readonly retries: RetryPolicy;
  readonly onWait: (waitReason: WaitReason | undefined) => void;
  /** Called with the number of texts that were embedded. */
  readonly onEmbedded: (count: number) => void;
};

/** Texts of one call: few enough that progress moves. */
const textsAtOnce = 16;

function withVector(
  { id, metadata, sparseValues, namespace = defaultNamespace }: ExportedRecord,
  values: readonly number[] = [],
  takesSparse: boolean,
): { readonly namespace: string; readonly record: VectorRecord } {
  const sparse = takesSparse && sparseValues !== undefined ? { sparseValues } : {};
  return { namespace, record: { id, values, metadata, ...sparse } };
}
