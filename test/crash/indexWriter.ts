import type { EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody, tryAsk } from '../support/engineRequests.ts';
import type { Fate } from './recordWriter.ts';

/** What an index was left with: its tag and how many records. */
type Kept = { readonly tag: string; readonly recordCount: number };
type Indexes = ReadonlyMap<string, Kept>;

type Change = {
  readonly kind: 'createIndex' | 'deleteIndex' | 'configureIndex' | 'fillIndex';
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly status: number;
  readonly after: Indexes;
};

const dimension = 16;
/** Few names, so that many an index is made again under the name of a deleted one. */
const nameCount = 5;
const prefix = 'made-';

/** Creates, fills, changes and deletes indexes, one change after the other, and knows which have to be there. */
export class IndexWriter {
  readonly counts = new Map<string, number>();
  readonly #random: () => number;
  #acknowledged: Indexes = new Map();
  #underWay: Change | undefined;
  #lastTag = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Changes until the engine is gone. Throws on a change that is refused. */
  async writeTo(engine: EngineProcess): Promise<void> {
    for (;;) {
      const change = this.#draw();
      this.#underWay = change;
      const reply = await tryAsk(engine, change.method, change.path, change.body);
      if (reply === undefined) return;
      this.#underWay = undefined;
      if (reply.status !== change.status)
        throw new Error(`${change.kind}: ${reply.status} ${reply.text}`);
      this.#acknowledged = change.after;
      this.counts.set(change.kind, (this.counts.get(change.kind) ?? 0) + 1);
    }
  }

  /** Compares the indexes that are there with those that have to be, and goes on from them. Throws where they differ. */
  async check(engine: EngineProcess): Promise<Fate> {
    const found = describe(await this.#read(engine));
    const change = this.#underWay;
    this.#underWay = undefined;
    const acknowledged = describe(this.#acknowledged);
    if (found === acknowledged) return change === undefined ? 'noneUnderWay' : 'absent';
    if (change !== undefined && found === describe(change.after)) {
      this.#acknowledged = change.after;
      return 'whole';
    }
    throw new Error(
      `Indexes with ${change?.kind ?? 'nothing'} under way: ${found}, not ${acknowledged}`,
    );
  }

  #draw(): Change {
    const name = `${prefix}${Math.floor(this.#random() * nameCount)}`;
    const known = this.#acknowledged.get(name);
    if (known === undefined) return this.#create(name);
    const draw = this.#random();
    if (draw < 0.4) return this.#delete(name);
    return draw < 0.7 ? this.#configure(name, known) : this.#fill(name, known);
  }

  #create(name: string): Change {
    return {
      kind: 'createIndex',
      method: 'POST',
      path: '/indexes',
      body: newIndexBody(name, dimension),
      status: 201,
      after: this.#with(name, { tag: '', recordCount: 0 }),
    };
  }

  #delete(name: string): Change {
    const after = new Map(this.#acknowledged);
    after.delete(name);
    return {
      kind: 'deleteIndex',
      method: 'DELETE',
      path: `/indexes/${name}`,
      status: 202,
      after,
    };
  }

  #configure(name: string, known: Kept): Change {
    const tag = `tag-${++this.#lastTag}`;
    return {
      kind: 'configureIndex',
      method: 'PATCH',
      path: `/indexes/${name}`,
      body: { tags: { tag } },
      status: 200,
      after: this.#with(name, { ...known, tag }),
    };
  }

  /** So that an index that comes back under its old name cannot come back empty or with too much unseen. */
  #fill(name: string, known: Kept): Change {
    const recordCount = known.recordCount + 20;
    const vectors = Array.from({ length: 20 }, (_, at) => ({
      id: `r${known.recordCount + at}`,
      values: Array.from({ length: dimension }, (_, place) => place + 1),
    }));
    return {
      kind: 'fillIndex',
      method: 'POST',
      path: `/_i/${name}/vectors/upsert`,
      body: { vectors },
      status: 200,
      after: this.#with(name, { ...known, recordCount }),
    };
  }

  #with(name: string, kept: Kept): Indexes {
    return new Map([...this.#acknowledged, [name, kept]]);
  }

  async #read(engine: EngineProcess): Promise<Indexes> {
    const { indexes } = await askFor<Listed>(engine, 'GET', '/indexes');
    const found = new Map<string, Kept>();
    for (const { name, status, tags } of indexes) {
      if (!status.ready) throw new Error(`The index ${name} is ${status.state}`);
      if (!name.startsWith(prefix)) continue;
      const path = `/_i/${name}/describe_index_stats`;
      const { totalVectorCount } = await askFor<Stats>(engine, 'POST', path);
      found.set(name, { tag: tags?.['tag'] ?? '', recordCount: totalVectorCount });
    }
    return found;
  }
}

type Listed = {
  indexes: {
    name: string;
    status: { ready: boolean; state: string };
    tags?: Record<string, string> | null;
  }[];
};
type Stats = { totalVectorCount: number };

function describe(indexes: Indexes): string {
  const lines = [...indexes].map(
    ([name, { tag, recordCount }]) => `${name} (${tag}) ${recordCount}`,
  );
  return `[${lines.sort().join(', ')}]`;
}
