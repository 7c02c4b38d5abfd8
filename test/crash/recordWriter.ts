import { askFor, tryAsk, type Reply } from '../support/engineRequests.ts';
import type { EngineProcess } from '../support/engineProcess.ts';

/** What a record was written with last: all of its values and its metadata follow from it. */
type Written = { readonly stamp: number; readonly group: number; readonly note: number };
type Records = ReadonlyMap<string, Written>;

type Write = {
  readonly kind: 'upsert' | 'delete' | 'deleteByFilter' | 'deleteAll' | 'update' | 'updateByFilter';
  readonly path: string;
  readonly body: object;
  /** What the namespace holds if the write happened. */
  readonly after: Records;
};

/** Large enough that the log of the writes is written back into the file every few rounds. */
export const dimension = 768;
const idCount = 400;
const groupCount = 8;

/** How a kill met the write that was under way. */
export type Fate = 'whole' | 'absent' | 'noneUnderWay';

/** Writes to one namespace, one write after the other, and knows what has to be in it. */
export class RecordWriter {
  readonly namespace: string;
  readonly counts = new Map<string, number>();
  readonly #index: string;
  readonly #random: () => number;
  readonly #unsupported = new Set<string>();
  #acknowledged: Records = new Map();
  #underWay: Write | undefined;
  #lastStamp = 0;

  constructor(index: string, namespace: string, random: () => number) {
    this.#index = index;
    this.namespace = namespace;
    this.#random = random;
  }

  /** Writes until the engine is gone. Throws on a write that is refused. */
  async writeTo(engine: EngineProcess): Promise<void> {
    for (;;) {
      const write = this.#nextWrite();
      this.#underWay = write;
      const reply = await tryAsk(engine, 'POST', `/_i/${this.#index}${write.path}`, write.body);
      if (reply === undefined) return;
      this.#underWay = undefined;
      if (reply.status === 501) this.#unsupported.add(write.kind);
      else this.#acknowledge(write, reply);
    }
  }

  /** Compares all that is there with what has to be there, and goes on from it. Throws where they differ. */
  async check(engine: EngineProcess): Promise<Fate> {
    const found = await this.#read(engine);
    const write = this.#underWay;
    this.#underWay = undefined;
    if (isSame(found, this.#acknowledged)) return write === undefined ? 'noneUnderWay' : 'absent';
    if (write !== undefined && isSame(found, write.after)) {
      this.#acknowledged = write.after;
      return 'whole';
    }
    const what = describeDifference(this.#acknowledged, found);
    throw new Error(`${this.namespace}, ${write?.kind ?? 'nothing'} under way: ${what}`);
  }

  #acknowledge(write: Write, { status, text }: Reply): void {
    if (status !== 200) throw new Error(`${write.kind}: ${status} ${text}`);
    this.#acknowledged = write.after;
    this.counts.set(write.kind, (this.counts.get(write.kind) ?? 0) + 1);
  }

  #nextWrite(): Write {
    for (;;) {
      const write = this.#draw();
      if (!this.#unsupported.has(write.kind)) return write;
    }
  }

  #draw(): Write {
    const draw = this.#random();
    // Nothing can be deleted from a namespace that was never written.
    if (draw < 0.6 || this.#acknowledged.size === 0) return this.#upsert();
    if (draw < 0.75) return this.#delete();
    if (draw < 0.8) return this.#deleteByFilter();
    if (draw < 0.81) return this.#deleteAll();
    return draw < 0.95 ? this.#update() : this.#updateByFilter();
  }

  /** Old and new ids mixed; some batches are as large as a batch may be. */
  #upsert(): Write {
    const stamp = ++this.#lastStamp;
    const count = this.#random() < 0.3 ? idCount : 1 + this.#below(60);
    const first = this.#below(idCount);
    const batch = Array.from({ length: count }, (_, at): [string, Written] => [
      `r${(first + at) % idCount}`,
      { stamp, group: (stamp + at) % groupCount, note: 0 },
    ]);
    const vectors = batch.map(([id, written]) => ({
      id,
      values: valuesOf(written),
      metadata: written,
    }));
    const after = new Map([...this.#acknowledged, ...batch]);
    return this.#write('upsert', '/vectors/upsert', { vectors }, after);
  }

  #delete(): Write {
    const first = this.#below(idCount);
    const ids = Array.from(
      { length: 1 + this.#below(50) },
      (_, at) => `r${(first + at) % idCount}`,
    );
    const gone = new Set(ids);
    const after = this.#keeping((id) => !gone.has(id));
    return this.#write('delete', '/vectors/delete', { ids }, after);
  }

  #deleteByFilter(): Write {
    const group = this.#below(groupCount);
    const after = this.#keeping((_, written) => written.group !== group);
    return this.#write('deleteByFilter', '/vectors/delete', { filter: { group } }, after);
  }

  #deleteAll(): Write {
    return this.#write('deleteAll', '/vectors/delete', { deleteAll: true }, new Map());
  }

  /** New values and a part of the metadata at once. */
  #update(): Write {
    const stamp = ++this.#lastStamp;
    const ids = [...this.#acknowledged.keys()];
    const id = ids[this.#below(ids.length)];
    if (id === undefined) return this.#upsert();
    const written = { ...this.#acknowledged.get(id)!, stamp };
    const body = { id, values: valuesOf(written), setMetadata: { stamp } };
    const after = new Map([...this.#acknowledged, [id, written]]);
    return this.#write('update', '/vectors/update', body, after);
  }

  #updateByFilter(): Write {
    const note = ++this.#lastStamp;
    const group = this.#below(groupCount);
    const entries = [...this.#acknowledged].map(([id, written]): [string, Written] => [
      id,
      written.group === group ? { ...written, note } : written,
    ]);
    const body = { filter: { group }, setMetadata: { note } };
    return this.#write('updateByFilter', '/vectors/update', body, new Map(entries));
  }

  #write(kind: Write['kind'], path: string, body: object, after: Records): Write {
    return { kind, path, body: { namespace: this.namespace, ...body }, after };
  }

  #keeping(isKept: (id: string, written: Written) => boolean): Records {
    return new Map([...this.#acknowledged].filter(([id, written]) => isKept(id, written)));
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  /** Everything, by each way there is to it: the list, the records, the search, the statistics. */
  async #read(engine: EngineProcess): Promise<Records> {
    const path = `/_i/${this.#index}`;
    const ids = await this.#listIds(engine);
    const found = new Map<string, Written>();
    for (let at = 0; at < ids.length; at += 100) {
      const query = new URLSearchParams([
        ['namespace', this.namespace],
        ...ids.slice(at, at + 100).map((id) => ['ids', id]),
      ]);
      const { vectors } = await askFor<Fetched>(engine, 'GET', `${path}/vectors/fetch?${query}`);
      for (const [id, { values, metadata }] of Object.entries(vectors)) {
        if (JSON.stringify(values) !== JSON.stringify(valuesOf(metadata)))
          throw new Error(`${this.namespace}, ${id}: values and metadata are of two writes`);
        found.set(id, metadata);
      }
    }
    const { namespaces } = await askFor<Stats>(engine, 'POST', `${path}/describe_index_stats`);
    const counted = namespaces[this.namespace]?.vectorCount ?? 0;
    if (counted !== ids.length || found.size !== ids.length)
      throw new Error(
        `${this.namespace}: ${counted} counted, ${ids.length} listed, ${found.size} fetched`,
      );
    await this.#checkSearch(engine, found);
    return found;
  }

  async #listIds(engine: EngineProcess): Promise<string[]> {
    const ids: string[] = [];
    let token = '';
    do {
      const query = new URLSearchParams({ namespace: this.namespace, paginationToken: token });
      const page = await askFor<Listed>(engine, 'GET', `/_i/${this.#index}/vectors/list?${query}`);
      ids.push(...page.vectors.map(({ id }) => id));
      token = page.pagination?.next ?? '';
    } while (token !== '');
    return ids;
  }

  /** What is in memory for searching is derived from the records: it has to agree with them. */
  async #checkSearch(engine: EngineProcess, found: Records): Promise<void> {
    const query = {
      namespace: this.namespace,
      topK: 10_000,
      vector: valuesOf({ stamp: 3, group: 1, note: 0 }),
    };
    const path = `/_i/${this.#index}/query`;
    const { matches } = await askFor<Matched>(engine, 'POST', path, query);
    const expected = [...found].map(([id, written]) => `${id} ${squaredDistance(query, written)}`);
    const actual = new Set(matches.map(({ id, score }) => `${id} ${Math.fround(score)}`));
    const missing = expected.filter((match) => !actual.has(match));
    if (missing.length > 0 || matches.length !== expected.length)
      throw new Error(
        `${this.namespace}: search gave ${matches.length} of ${expected.length} records, not ${missing[0]}`,
      );
  }
}

type Fetched = { vectors: Record<string, { values: number[]; metadata: Written }> };
type Listed = { vectors: { id: string }[]; pagination?: { next: string } };
type Matched = { matches: { id: string; score: number }[] };
type Stats = { namespaces: Record<string, { vectorCount: number }> };

/** Integers that float32 holds exactly, others for every stamp. */
function valuesOf({ stamp }: Written): number[] {
  return Array.from({ length: dimension }, (_, at) => stamp + at);
}

function squaredDistance({ vector }: { vector: readonly number[] }, written: Written): number {
  const values = valuesOf(written);
  return Math.fround(vector.reduce((sum, value, at) => sum + (value - values[at]!) ** 2, 0));
}

function isSame(one: Records, other: Records): boolean {
  return (
    one.size === other.size && [...one].every(([id, written]) => agree(written, other.get(id)))
  );
}

function agree(one: Written, other: Written | undefined): boolean {
  return one.stamp === other?.stamp && one.group === other.group && one.note === other.note;
}

function describeDifference(acknowledged: Records, found: Records): string {
  const lost = [...acknowledged.keys()].filter((id) => !found.has(id));
  const foreign = [...found.keys()].filter((id) => !acknowledged.has(id));
  const changed = [...acknowledged].filter(
    ([id, written]) => found.has(id) && !agree(written, found.get(id)),
  );
  return `${lost.length} lost, ${foreign.length} not acknowledged, ${changed.length} otherwise than acknowledged`;
}
