import { Copies } from '../../../src/services/transfer/copies.ts';
import { defaultWriteLimits } from '../../../src/services/transfer/indexSink.ts';
import { defaultReadLimits } from '../../../src/services/transfer/sourceReader.ts';
import { indexName, namespace, openIndex, signal, type Service } from './services.ts';

const idsPerPage = 100;
const requestsAtOnce = 4;
const unlimited = 1e6;

/** Copies as the extension does, with what it compares at the end, and without limits of a service's rate. */
export async function copyAll(source: Service, target: Service, count: number): Promise<void> {
  const clientOf = (id: string) => (id === source.environment.id ? source : target).client;
  const copies = new Copies({
    connections: {
      checkWritable: () => undefined,
      open: async ({ id }) => clientOf(id),
      openForWriting: async ({ id }) => clientOf(id),
    },
    catalog: { invalidate: () => undefined },
    state: { get: () => undefined, set: () => undefined },
    now: Date.now,
    limits: {
      read: { ...defaultReadLimits, fetchesPerSecond: unlimited, listsPerSecond: unlimited },
      write: { ...defaultWriteLimits, upsertsPerSecond: unlimited },
    },
  });
  const placeOf = ({ environment }: Service) => ({ environment, index: indexName, namespace });
  const route = { source: placeOf(source), target: placeOf(target) };
  const outcome = await copies.run(route, 'missing', count, {
    signal,
    onProgress: () => undefined,
  });
  if (outcome.state !== 'complete' || outcome.missing !== 0)
    throw new Error(`The copy is not complete: ${JSON.stringify(outcome)}`);
}

/** The shortest loop that moves the records: a page of ids, a fetch, an upsert, four at once; nothing is verified. */
export async function moveBare(source: Service, target: Service): Promise<void> {
  const [from, to] = [await openIndex(source), await openIndex(target)];
  const running: Promise<void>[] = [];
  const move = async (ids: readonly string[]): Promise<void> => {
    const { value } = await from.fetch(namespace, ids, signal);
    const records = value.map(({ id, values, metadata }) => ({ id, values, metadata }));
    await to.upsert(namespace, records, signal);
  };
  for (
    let next: string | undefined, isFirst = true;
    isFirst || next !== undefined;
    isFirst = false
  ) {
    const page = { limit: idsPerPage, ...(next !== undefined && { next }) };
    const { value } = await from.list(namespace, page, signal);
    running.push(move(value.items));
    if (running.length >= requestsAtOnce) await running.shift();
    next = value.next;
  }
  await Promise.all(running);
}
