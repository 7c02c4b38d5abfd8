import type { EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody, tryAsk } from '../support/engineRequests.ts';
import type { Fate } from './recordWriter.ts';

/** The stamp that each record was written with last. */
type Stamps = ReadonlyMap<string, number>;

type Write = {
  readonly kind: 'upsertLarge' | 'deleteLarge';
  readonly path: string;
  readonly body: object;
  readonly after: Stamps;
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
  #acknowledged: Stamps = new Map();
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
      const write = this.#random() < 0.7 ? this.#upsert(first, count) : this.#delete(first, count);
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
    const body = { topK: 10_000, vector: query };
    const { status, json } = await ask(engine, 'POST', `/_i/${this.#index}/query`, body);
    if (status !== 200) throw new Error(`A search of the large index: ${status}`);
    const { matches } = json as { matches: { id: string; score: number }[] };
    const found = new Map(matches.map(({ id, score }) => [id, score]));
    const write = this.#underWay;
    this.#underWay = undefined;
    if (isSame(found, this.#acknowledged)) return write === undefined ? 'noneUnderWay' : 'absent';
    if (write !== undefined && isSame(found, write.after)) {
      this.#acknowledged = write.after;
      return 'whole';
    }
    const wrong = [...this.#acknowledged].find(([id, stamp]) => found.get(id) !== stamp);
    throw new Error(
      `The large index with ${write?.kind ?? 'nothing'} under way: ${found.size} of ${this.#acknowledged.size} records, wrong at ${String(wrong)}`,
    );
  }

  #upsert(first: number, count: number): Write {
    const stamp = ++this.#lastStamp;
    const ids = idsOf(first, count);
    const vectors = ids.map((id) => ({ id, values: [stamp, ...rest] }));
    const path = `/_i/${this.#index}/vectors/upsert`;
    const after = new Map([...this.#acknowledged, ...ids.map((id) => [id, stamp] as const)]);
    return { kind: 'upsertLarge', path, body: { vectors }, after };
  }

  #delete(first: number, count: number): Write {
    const ids = idsOf(first, Math.ceil(count / 4));
    const gone = new Set(ids);
    const after = new Map([...this.#acknowledged].filter(([id]) => !gone.has(id)));
    return { kind: 'deleteLarge', path: `/_i/${this.#index}/vectors/delete`, body: { ids }, after };
  }
}

function idsOf(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `r${(first + at) % recordCount}`);
}

function isSame(one: Stamps, other: Stamps): boolean {
  return one.size === other.size && [...one].every(([id, stamp]) => other.get(id) === stamp);
}
