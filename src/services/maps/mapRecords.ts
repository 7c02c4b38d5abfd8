import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { parseFilter } from '../../model/filter/parseFilter.ts';
import type { Hit } from '../../model/hit.ts';
import { pointKeyOn, namespacesOf, type MapKey } from '../../model/map/mapAnalysis.ts';
import type { QueryInput } from '../../model/notebook/cell.ts';
import { parseVector } from '../../model/notebook/parseVector.ts';
import { parsePointKey } from '../../model/map/pointKey.ts';
import type { ExportedRecord } from '../../model/exportFormats.ts';
import { embedderTag, type NamespaceSummary, type VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient, PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { FoundRecords, PointDetails } from '../../protocol/map.ts';
import type { Connections } from '../environments/connections.ts';

export type MapRecordsOptions = {
  readonly source: {
    readonly environment: Environment;
    readonly index: string;
    readonly namespace: string;
  };
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  /** Returns the map's key in the engine. */
  readonly key: () => MapKey;
  /** Returns the keys of the points. */
  readonly points: () => readonly string[];
  /** Whether the engine has finished the map, so that it can answer requests about it. */
  readonly isDone: () => boolean;
};

type OpenIndex = {
  readonly index: VectorIndex;
  readonly client: PineconeClient;
  readonly records: IndexClient;
};

/** Maximum top k of one query. */
const maxFound = 10_000;

/** Reads the records behind a map's points, which are addressed by point keys: see `pointKey.ts`. */
export class MapRecords {
  readonly #options: MapRecordsOptions;

  constructor(options: MapRecordsOptions) {
    this.#options = options;
  }

  async openIndex(signal: AbortSignal): Promise<OpenIndex> {
    const { source, connections } = this.#options;
    const client = await connections.open(source.environment, signal);
    const index = await client.describeIndex(source.index, signal).catch((cause: unknown) => {
      if (!Failure.is(cause, 'notFound')) throw cause;
      const message = `The index “${source.index}” no longer exists: create it again, or close its map`;
      throw new Failure('notFound', message, { cause });
    });
    return { index, client, records: client.index(index.host) };
  }

  /** Returns the namespaces of the index that have records, sorted by name. */
  async namespaces(signal: AbortSignal): Promise<readonly NamespaceSummary[]> {
    const { records } = await this.openIndex(signal);
    const { namespaces } = await records.stats(signal);
    return namespaces.filter(({ recordCount }) => recordCount > 0);
  }

  /**
   * Returns a record and its nearest neighbours among the map's namespaces. Throws `notFound` if the record does not
   * exist.
   */
  async show(
    key: string,
    neighbours: number,
    signal: AbortSignal,
  ): Promise<Omit<PointDetails, 'appearances'>> {
    const { namespace, id } = this.#placeOf(key);
    const { index, records } = await this.openIndex(signal);
    const fetched = await records.fetch(namespace, [id], signal);
    const record = fetched.value.find((one) => one.id === id);
    if (record === undefined) {
      throw new Failure(
        'notFound',
        `Record “${id}” is no longer in the index: run the map again to see its current records`,
      );
    }
    const { metadata, values } = record;
    const near = await Promise.all(
      this.#namespaces.map(async (other) => {
        const by = other === namespace ? { id } : { vector: values };
        const request = { namespace: other, topK: neighbours + 1, by, includeMetadata: true };
        const { value } = await records.query(request, signal);
        return value.map((hit) => ({ ...hit, id: this.#keyOf(other, hit.id) }));
      }),
    );
    const found = best(index, near).filter((hit) => hit.id !== key);
    return { id: key, namespace, metadata, values, neighbours: found.slice(0, neighbours) };
  }

  /** Returns the existing records with their vectors, and with namespaces if the map shows several. */
  async fetch(keys: readonly string[], signal: AbortSignal): Promise<readonly ExportedRecord[]> {
    const { records } = await this.openIndex(signal);
    const byNamespace = Map.groupBy(keys.map(this.#placeOf), ({ namespace }) => namespace);
    const found: ExportedRecord[] = [];
    for (const [namespace, places] of byNamespace) {
      const ids = places.map(({ id }) => id);
      const { value } = await records.fetch(namespace, ids, signal);
      for (const record of value)
        found.push(this.#namespaces.length > 1 ? { ...record, namespace } : record);
    }
    return found;
  }

  /** Returns the points that match a typed metadata filter. Throws `badInput` if the filter is invalid. */
  async find(typed: string, signal: AbortSignal): Promise<FoundRecords> {
    const parsed = parseFilter(typed);
    if (!parsed.isValid)
      throw new Failure('badInput', parsed.problems.map(({ message }) => message).join('; '));
    if (!this.#options.isDone()) return this.#findSome(parsed.json, signal);
    const engine = await this.#options.connections.openEngine(signal);
    const { bits, total } = await engine.findMatching(this.#options.key(), parsed.json, signal);
    return { points: bits, elsewhere: total - countBits(bits), isCapped: false };
  }

  /** Returns the score of every point for a query as a Float32Array in point order; NaN for deleted records. */
  async scores(
    query: { readonly name: string; readonly input: QueryInput; readonly namespace: string },
    signal: AbortSignal,
  ): Promise<ArrayBuffer> {
    if (!this.#options.isDone())
      throw new Failure('unavailable', 'Scores are available when the map is done: try again then');
    const vector = await this.#vectorOf(query, signal);
    const engine = await this.#options.connections.openEngine(signal);
    return engine.scorePoints(this.#options.key(), vector, signal);
  }

  /** Used until the map is done: returns the first matches of a filtered query. */
  async #findSome(filter: object, signal: AbortSignal): Promise<FoundRecords> {
    const { index, records } = await this.openIndex(signal);
    // Any vector works: the service returns the nearest records among those that match the filter.
    const vector = Array.from({ length: index.dimension ?? 1 }, (_, at) => Number(at === 0));
    const found = new Set<string>();
    let isCapped = false;
    for (const namespace of this.#namespaces) {
      const request = { namespace, topK: maxFound, by: { vector }, filter };
      const { value } = await records.query(request, signal);
      for (const { id } of value) found.add(this.#keyOf(namespace, id));
      isCapped ||= value.length === maxFound;
    }
    const points = this.#options.points();
    const bits = new Uint8Array(Math.ceil(points.length / 8));
    points.forEach((key, at) => {
      if (found.delete(key)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
    });
    return { points: bits.buffer, elsewhere: found.size, isCapped };
  }

  async #vectorOf(
    { input: { by, value }, namespace }: { readonly input: QueryInput; readonly namespace: string },
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    if (by === 'vector') {
      const parsed = parseVector(value);
      if (parsed.isValid) return parsed.values;
      throw new Failure('badInput', parsed.problem.message);
    }
    const { index, client, records } = await this.openIndex(signal);
    if (by === 'text') {
      const [vector] = await client.embed(index.tags[embedderTag] ?? '', [value], signal);
      if (vector !== undefined) return vector;
      throw new Failure('internal', 'The model returned no vector for the text');
    }
    const fetched = await records.fetch(namespace, [value], signal);
    const [record] = fetched.value;
    if (record !== undefined) return record.values;
    throw new Failure('notFound', `The record “${value}” no longer exists`);
  }

  get #namespaces(): readonly string[] {
    return namespacesOf(this.#options.key());
  }

  #keyOf(namespace: string, id: string): string {
    return pointKeyOn(this.#options.key(), { namespace, id });
  }

  readonly #placeOf = (key: string) => parsePointKey(key, this.#options.source.namespace);
}

/** Merges the hits of several queries, best first. */
function best({ metric }: VectorIndex, found: readonly (readonly Hit[])[]): Hit[] {
  const sign = metric === 'euclidean' ? 1 : -1;
  return found.flat().sort((one, other) => sign * (one.score - other.score));
}

function countBits(bits: ArrayBuffer): number {
  let count = 0;
  for (let byte of new Uint8Array(bits)) for (; byte !== 0; byte &= byte - 1) count++;
  return count;
}
