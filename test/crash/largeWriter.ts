import type { EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody, tryAsk } from '../support/engineRequests.ts';
import type { Fate } from './recordWriter.ts';

/** What a record was written with last; `stamp` is in its values too. */
type Written = { readonly stamp: number; readonly note: number };
type Records = ReadonlyMap<string, Written>;

type Write = {
  readonly kind: 'upsertLarge' | 'deleteLarge' | 'updateManyByFilter' | 'deleteManyByFilter';
  readonly path: string;
  readonly body: object;
  readonly after: Records;
};

/** So many that the engine keeps them as they lie in memory, in files beside the database. */
const recordCount = 1200;
const dimension = 4096;
const batchSize = 100;
const rest = Array.from({ length: dimension - 1 }, () => 1);
/** Its inner product with a record is the record's stamp. */
const query = [1, ...rest.map(() => 0)];

/** Writes to an index that is opened from the files of its vectors and from what was written since. */
export class LargeWriter {
  readonly counts = new Map<string, number>();
  readonly #index = 'large';
  readonly #random: () => number;
  #acknowledged: Records = new Map();
  #underWay: Write | undefined;
  #lastStamp = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Makes the index, and searches it once, so that it comes into memory. */
  async prepare(engine: EngineProcess): Promise<void> {
    await askFor(engine, 'POST', '/indexes', newIndexBody(this.#index, dimension, 'dotproduct'));
    for (let first = 0; first < recordCount; first += batchSize) {
      const { path, body, after } = this.#upsert(first, batchSize);
      await askFor(engine, 'POST', path, body);
      this.#acknowledged = after;
    }
    await this.check(engine);
  }

  /** Writes until the engine is gone. Throws on a write that is refused. */
  async writeTo(engine: EngineProcess): Promise<void> {
    for (;;) {
      const first = Math.floor(this.#random() * recordCount);
      const count = 1 + Math.floor(this.#random() * batchSize);
      const write = this.#draw(first, count);
      this.#underWay = write;
      const reply = await tryAsk(engine, 'POST', write.path, write.body);
      if (reply === undefined) return;
      this.#underWay = undefined;
      if (reply.status !== 200) throw new Error(`${write.kind}: ${reply.status} ${reply.text}`);
      this.#acknowledged = write.after;
      this.counts.set(write.kind, (this.counts.get(write.kind) ?? 0) + 1);
    }
  }

  /** Compares what a search finds with what has to be there, and goes on from it. Throws where they differ. */
  async check(engine: EngineProcess): Promise<Fate> {
    const body = { topK: 10_000, vector: query, includeMetadata: true };
    const { status, json } = await ask(engine, 'POST', `/_i/${this.#index}/query`, body);
    if (status !== 200) throw new Error(`A search of the large index: ${status}`);
    const { matches } = json as { matches: { id: string; score: number; metadata: Written }[] };
    const found = new Map(matches.map(({ id, metadata }) => [id, metadata]));
    const torn = matches.find(({ score, metadata }) => score !== metadata.stamp);
    if (torn !== undefined) throw new Error(`${torn.id}: values and metadata are of two writes`);
    const write = this.#underWay;
    this.#underWay = undefined;
    if (isSame(found, this.#acknowledged)) return write === undefined ? 'noneUnderWay' : 'absent';
    if (write !== undefined && isSame(found, write.after)) {
      this.#acknowledged = write.after;
      return 'whole';
    }
    const wrong = [...this.#acknowledged].filter(([id, written]) => !agree(written, found.get(id)));
    throw new Error(
      `The large index with ${write?.kind ?? 'nothing'} under way: ${found.size} of ${this.#acknowledged.size} records, ${wrong.length} otherwise`,
    );
  }

  #draw(first: number, count: number): Write {
    const draw = this.#random();
    if (draw < 0.5) return this.#upsert(first, count);
    if (draw < 0.75) return this.#updateMany();
    return draw < 0.95 ? this.#delete(first, count) : this.#deleteMany();
  }

  #upsert(first: number, count: number): Write {
    const stamp = ++this.#lastStamp;
    const ids = idsOf(first, count);
    const written = { stamp, note: 0 };
    const vectors = ids.map((id) => ({ id, values: [stamp, ...rest], metadata: written }));
    const path = `/_i/${this.#index}/vectors/upsert`;
    const after = new Map([...this.#acknowledged, ...ids.map((id) => [id, written] as const)]);
    return { kind: 'upsertLarge', path, body: { vectors }, after };
  }

  #delete(first: number, count: number): Write {
    const ids = idsOf(first, Math.ceil(count / 4));
    const gone = new Set(ids);
    const after = new Map([...this.#acknowledged].filter(([id]) => !gone.has(id)));
    return { kind: 'deleteLarge', path: `/_i/${this.#index}/vectors/delete`, body: { ids }, after };
  }

  /** About half of the records, in several slices. */
  #updateMany(): Write {
    const note = ++this.#lastStamp;
    const bound = this.#medianStamp();
    const after = [...this.#acknowledged].map(([id, written]): [string, Written] => [
      id,
      written.stamp <= bound ? { ...written, note } : written,
    ]);
    const body = { filter: { stamp: { $lte: bound } }, setMetadata: { note } };
    const path = `/_i/${this.#index}/vectors/update`;
    return { kind: 'updateManyByFilter', path, body, after: new Map(after) };
  }

  /** All but those that were written last. */
  #deleteMany(): Write {
    const bound = this.#medianStamp();
    const after = [...this.#acknowledged].filter(([, { stamp }]) => stamp > bound);
    const body = { filter: { stamp: { $lte: bound } } };
    const path = `/_i/${this.#index}/vectors/delete`;
    return { kind: 'deleteManyByFilter', path, body, after: new Map(after) };
  }

  #medianStamp(): number {
    const stamps = [...this.#acknowledged.values()].map(({ stamp }) => stamp);
    return stamps.sort((one, other) => one - other)[stamps.length >>> 1] ?? 0;
  }
}

function idsOf(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `r${(first + at) % recordCount}`);
}

function isSame(one: Records, other: Records): boolean {
  return (
    one.size === other.size && [...one].every(([id, written]) => agree(written, other.get(id)))
  );
}

function agree(one: Written, other: Written | undefined): boolean {
  return one.stamp === other?.stamp && one.note === other.note;
}
