import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { editDistance } from '../../model/editDistance.ts';
import type { Filter } from '../../model/filter/filter.ts';
import { parseFilter } from '../../model/filter/parseFilter.ts';
import type { Hit } from '../../model/hit.ts';
import { pointKeyOn, namespacesOf, type MapKey } from '../../model/map/mapAnalysis.ts';
import type { QueryInput } from '../../model/notebook/cell.ts';
import { parseRecordSum, sumVectors } from '../../model/notebook/input/recordSum.ts';
import { parseVector } from '../../model/notebook/input/parseVector.ts';
import { parsePointKey } from '../../model/map/pointKey.ts';
import type { ExportedRecord } from '../../model/exportFormats.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient, PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { FoundNamespaces, FoundRecords, PointDetails } from '../../protocol/map.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import type { Connections } from '../environments/connections.ts';

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

  /** Finds namespaces of the index that have records by the start of their name. */
  async findNamespaces(prefix: string, signal: AbortSignal): Promise<FoundNamespaces> {
    const { records } = await this.openIndex(signal);
    const { namespaces } = await records.stats(signal);
    const found = namespaces.filter(
      ({ name, recordCount }) => recordCount > 0 && name.startsWith(prefix),
    );
    const own = namespaces.filter(({ name }) => this.#namespaces.includes(name));
    const ownRecords = own.reduce((sum, { recordCount }) => sum + recordCount, 0);
    return { namespaces: found.slice(0, maxNamespaces), total: found.length, ownRecords };
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
    const key = this.#options.key();
    const { bits, total } = await engine.findMatching(key, parsed.json, signal);
    const unknown: string[] = [];
    for (const field of wantedFields(parsed.filter)) {
      const having = await engine.findMatching(key, { [field]: { $exists: true } }, signal);
      if (having.total === 0) unknown.push(field);
    }
    const known = this.#options.fields();
    return {
      points: bits,
      elsewhere: total - countBits(bits),
      isCapped: false,
      unknownFields: unknown.map((field) => ({ field, ...similarName(field, known) })),
    };
  }

  /** Finds the points whose ids, titles or whole texts contain all words. Finds nothing until the map is done. */
  async findTexts(
    words: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly points?: ArrayBuffer }> {
    if (!this.#options.isDone()) return {};
    const engine = await this.#options.connections.openEngine(signal);
    return { points: await engine.findContaining(this.#options.key(), words, signal) };
  }

  /** Returns the ids of the records nearest to a text in the space of the index's model, nearest first. */
  async findByMeaning(
    text: string,
    signal: AbortSignal,
  ): Promise<{ readonly ids: readonly string[] }> {
    const { index, records } = await this.openIndex(signal);
    const [vector] = await this.#embed(index, text, signal);
    const near = await Promise.all(
      this.#namespaces.map(async (namespace) => {
        const request = { namespace, topK: foundByMeaning, by: { vector } };
        const { value } = await records.query(request, signal);
        return value.map((hit) => ({ ...hit, id: this.#keyOf(namespace, hit.id) }));
      }),
    );
    const found = best(index, near).slice(0, foundByMeaning);
    return { ids: found.map(({ id }) => id) };
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
    return { points: bits.buffer, elsewhere: found.size, isCapped, unknownFields: [] };
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
    const { index, records } = await this.openIndex(signal);
    if (by === 'records') return this.#sumOf(value, namespace, records, signal);
    if (by === 'text') return (await this.#embed(index, value, signal))[0];
    const fetched = await records.fetch(namespace, [value], signal);
    const [record] = fetched.value;
    if (record !== undefined) return record.values;
    throw new Failure('notFound', `The record “${value}” no longer exists`);
  }

  async #sumOf(
    text: string,
    namespace: string,
    records: Pick<IndexClient, 'fetch'>,
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const parsed = parseRecordSum(text);
    if (!parsed.isValid) throw new Failure('badInput', parsed.problem.message);
    const ids = parsed.terms.map(({ id }) => id);
    const { value } = await records.fetch(namespace, ids, signal);
    const vectors = new Map(value.map(({ id, values }) => [id, values]));
    const gone = ids.find((id) => !vectors.has(id));
    if (gone !== undefined) throw new Failure('notFound', `The record “${gone}” no longer exists`);
    return sumVectors(
      parsed.terms.map(({ id, weight }) => ({ weight, values: vectors.get(id) ?? [] })),
    );
  }

  async #embed(
    index: VectorIndex,
    text: string,
    signal: AbortSignal,
  ): Promise<readonly [readonly number[]]> {
    const { source, embeddings } = this.#options;
    const model = embeddings?.modelOf(source.environment, index);
    if (embeddings === undefined || model === undefined)
      throw new Failure(
        'badInput',
        `No model is known for “${index.name}”: choose it with the command Which Model Made This?`,
      );
    const { environment } = source;
    const request = { environment, index, model, texts: [text], purpose: 'query' as const };
    const [vector] = await embeddings.embed(request, signal);
    if (vector !== undefined) return [vector];
    throw new Failure('internal', 'The model returned no vector for the text');
  }

  get #namespaces(): readonly string[] {
    return namespacesOf(this.#options.key());
  }

  #keyOf(namespace: string, id: string): string {
    return pointKeyOn(this.#options.key(), { namespace, id });
  }

  readonly #placeOf = (key: string) => parsePointKey(key, this.#options.source.namespace);
}

/** Knows the model of an index, and embeds texts with it. */
export type MapEmbeddings = Pick<Embeddings, 'modelOf' | 'embed'>;

export type MapRecordsOptions = {
  readonly source: {
    readonly environment: Environment;
    readonly index: string;
    readonly namespace: string;
  };
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  /** Absent where texts cannot be embedded. */
  readonly embeddings?: MapEmbeddings;
  /** Returns the names of the fields that colour the map. */
  readonly fields: () => readonly string[];
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
/** Largest number of namespaces that a view receives: an index can have 100,000. */
const maxNamespaces = 100;
/** Number of records that a search by meaning finds. */
const foundByMeaning = 30;
/** A similar name differs by at most this share of its letters. */
const similarShare = 0.4;

/** Merges the hits of several queries, best first. */
function best({ metric }: VectorIndex, found: readonly (readonly Hit[])[]): Hit[] {
  const sign = metric === 'euclidean' ? 1 : -1;
  return found.flat().sort((one, other) => sign * (one.score - other.score));
}

/** Returns the fields of a filter, except those that it only expects to be absent. */
function wantedFields(filter: Filter): ReadonlySet<string> {
  if (filter.op === 'exists' && !filter.isExpected) return new Set();
  if (!('operands' in filter)) return new Set([filter.field]);
  return new Set(filter.operands.flatMap((operand) => [...wantedFields(operand)]));
}

/** Returns the most similar of the known names, unless all differ much. */
function similarName(field: string, known: readonly string[]): { readonly similar?: string } {
  const [nearest] = known
    .map((name) => ({ name, distance: editDistance(field.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= similarShare * field.length)
    .toSorted((one, other) => one.distance - other.distance);
  return nearest === undefined ? {} : { similar: nearest.name };
}

function countBits(bits: ArrayBuffer): number {
  let count = 0;
  for (let byte of new Uint8Array(bits)) for (; byte !== 0; byte &= byte - 1) count++;
  return count;
}
