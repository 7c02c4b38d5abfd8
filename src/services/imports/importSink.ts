import { Failure } from '../../common/failure.ts';
import { IndexSink, type IndexSinkOptions, type RecordWriter } from '../transfer/indexSink.ts';
import type { Sink } from '../transfer/transfer.ts';
import type { PlacedRecord } from './recordsOfFile.ts';

/** Writes records to the namespaces that they name. A record that the service refuses does not stop the others. */
export class ImportSink implements Sink<PlacedRecord> {
  readonly #options: ImportSinkOptions;
  readonly #sinks = new Map<string, IndexSink>();

  constructor(options: ImportSinkOptions) {
    this.#options = { ...options, client: refusingApart(options.client, options.onRefused) };
  }

  async write(records: readonly PlacedRecord[], signal: AbortSignal): Promise<void> {
    for (const [namespace, some] of Map.groupBy(records, (record) => record.namespace)) {
      const sink = this.#sinks.get(namespace) ?? new IndexSink({ ...this.#options, namespace });
      this.#sinks.set(namespace, sink);
      await sink.write(some, signal);
    }
  }
}

/** Receives a record that the service refuses, and why. */
export type OnRefused = (record: {
  readonly namespace: string;
  readonly id: string;
  readonly reason: string;
}) => Promise<void>;

export type ImportSinkOptions = Omit<IndexSinkOptions, 'namespace'> & {
  readonly onRefused: OnRefused;
};

/** If the service refuses so many records and takes none, something else is wrong. */
const maxRefusedAtFirst = 20;

/** Returns a client that sends a refused request again in halves, until the record that is the reason stands alone. */
function refusingApart(client: RecordWriter, onRefused: OnRefused): RecordWriter {
  let taken = 0;
  let refused = 0;
  const sendApart = async <R extends { readonly id: string }>(
    namespace: string,
    records: readonly R[],
    send: (records: readonly R[]) => Promise<unknown>,
  ): Promise<void> => {
    try {
      await send(records);
      taken += records.length;
    } catch (error) {
      if (!Failure.is(error, 'badInput')) throw error;
      const [first, ...others] = records;
      if (first === undefined || (taken === 0 && refused >= maxRefusedAtFirst)) throw error;
      if (others.length === 0) {
        refused++;
        await onRefused({ namespace, id: first.id, reason: error.message });
        return;
      }
      const middle = records.length >> 1;
      await sendApart(namespace, records.slice(0, middle), send);
      await sendApart(namespace, records.slice(middle), send);
    }
  };
  return {
    upsert: async (namespace, records, signal) => {
      await sendApart(namespace, records, (some) => client.upsert(namespace, some, signal));
      return { value: records.length, usage: {} };
    },
    upsertTexts: (namespace, records, signal) =>
      sendApart(namespace, records, (some) => client.upsertTexts(namespace, some, signal)),
  };
}
