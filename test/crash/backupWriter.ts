import type { EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody, tryAsk, type Reply } from '../support/engineRequests.ts';
import type { Fate } from './recordWriter.ts';

/** How many records the index has, each backup by its id, and each index that was made of one. */
type State = {
  readonly records: number;
  readonly backups: ReadonlyMap<string, number>;
  readonly restored: ReadonlyMap<string, number>;
};

type Change = {
  readonly kind: 'fillBackedUp' | 'backUp' | 'deleteBackup' | 'restore' | 'deleteRestored';
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly status: number;
  /** What it leaves; the answer names a new backup, which has the id `newId` where there was none. */
  readonly after: (reply?: Reply) => State;
};

const index = 'backed-up';
const prefix = 'restored-';
const newId = 'new';
const dimension = 32;
const batchSize = 100;
const maxBackups = 4;
const maxRestored = 3;

/** Fills an index, backs it up, and makes indexes of its backups, one change after the other. */
export class BackupWriter {
  readonly counts = new Map<string, number>();
  readonly #random: () => number;
  #acknowledged: State = { records: 0, backups: new Map(), restored: new Map() };
  #underWay: Change | undefined;
  #lastName = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Makes the index that is backed up. */
  async prepare(engine: EngineProcess): Promise<void> {
    await askFor(engine, 'POST', '/indexes', newIndexBody(index, dimension));
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
      this.#acknowledged = change.after(reply);
      this.counts.set(change.kind, (this.counts.get(change.kind) ?? 0) + 1);
    }
  }

  /** Compares what is there with what has to be, and goes on from it. Throws where they differ. */
  async check(engine: EngineProcess): Promise<Fate> {
    const found = await this.#read(engine);
    const change = this.#underWay;
    this.#underWay = undefined;
    const ids = new Set(this.#acknowledged.backups.keys());
    const shown = describe(found, ids);
    if (shown === describe(this.#acknowledged, ids))
      return change === undefined ? 'noneUnderWay' : 'absent';
    if (change !== undefined && shown === describe(change.after(), ids)) {
      this.#acknowledged = found;
      return 'whole';
    }
    throw new Error(
      `Backups with ${change?.kind ?? 'nothing'} under way: ${shown}, not ${describe(this.#acknowledged, ids)}`,
    );
  }

  #draw(): Change {
    const { backups, restored } = this.#acknowledged;
    const draw = this.#random();
    if (draw < 0.4) return this.#fill();
    if (backups.size === 0 || (draw < 0.6 && backups.size < maxBackups)) return this.#backUp();
    if (draw < 0.8 && restored.size < maxRestored) return this.#restore(this.#pick(backups));
    if (draw < 0.9 && restored.size > 0) return this.#deleteRestored(this.#pick(restored)[0]);
    return this.#deleteBackup(this.#pick(backups)[0]);
  }

  #fill(): Change {
    const state = this.#acknowledged;
    const vectors = Array.from({ length: batchSize }, (_, at) => record(state.records + at));
    return {
      kind: 'fillBackedUp',
      method: 'POST',
      path: `/_i/${index}/vectors/upsert`,
      body: { vectors },
      status: 200,
      after: () => ({ ...state, records: state.records + batchSize }),
    };
  }

  #backUp(): Change {
    const state = this.#acknowledged;
    return {
      kind: 'backUp',
      method: 'POST',
      path: `/indexes/${index}/backups`,
      body: {},
      status: 200,
      after: (reply) => {
        const id = reply === undefined ? newId : (reply.json as Backup).backup_id;
        return { ...state, backups: new Map([...state.backups, [id, state.records]]) };
      },
    };
  }

  #restore([id, records]: readonly [string, number]): Change {
    const state = this.#acknowledged;
    const name = `${prefix}${++this.#lastName}`;
    return {
      kind: 'restore',
      method: 'POST',
      path: `/backups/${id}/create-index`,
      body: { name },
      status: 202,
      after: () => ({ ...state, restored: new Map([...state.restored, [name, records]]) }),
    };
  }

  #deleteBackup(id: string): Change {
    const state = this.#acknowledged;
    return {
      kind: 'deleteBackup',
      method: 'DELETE',
      path: `/backups/${id}`,
      status: 202,
      after: () => ({ ...state, backups: without(state.backups, id) }),
    };
  }

  #deleteRestored(name: string): Change {
    const state = this.#acknowledged;
    return {
      kind: 'deleteRestored',
      method: 'DELETE',
      path: `/indexes/${name}`,
      status: 202,
      after: () => ({ ...state, restored: without(state.restored, name) }),
    };
  }

  #pick(from: ReadonlyMap<string, number>): readonly [string, number] {
    return [...from][Math.floor(this.#random() * from.size)]!;
  }

  async #read(engine: EngineProcess): Promise<State> {
    const { data } = await askFor<{ data: Backup[] }>(engine, 'GET', '/backups?limit=100');
    const { indexes } = await askFor<Listed>(engine, 'GET', '/indexes');
    const restored = new Map<string, number>();
    for (const { name } of indexes)
      if (name.startsWith(prefix)) restored.set(name, await countOf(engine, name));
    const backups = new Map(data.map((one) => [one.backup_id, one.record_count]));
    return { records: await countOf(engine, index), backups, restored };
  }
}

type Backup = { backup_id: string; record_count: number };
type Listed = { indexes: { name: string }[] };
type Matched = { matches: { id: string; score: number }[] };

function record(at: number): { id: string; values: number[] } {
  return { id: `r${at}`, values: Array.from({ length: dimension }, (_, place) => at + place + 1) };
}

/** Throws where the records of an index are not the first so many, each as it was written. */
async function countOf(engine: EngineProcess, name: string): Promise<number> {
  const statistics = `/_i/${name}/describe_index_stats`;
  const { totalVectorCount } = await askFor<{ totalVectorCount: number }>(
    engine,
    'POST',
    statistics,
  );
  const query = { topK: 10_000, vector: record(0).values };
  const { matches } = await askFor<Matched>(engine, 'POST', `/_i/${name}/query`, query);
  // From the vector of the first record, the others are farther and farther away.
  const expected = Array.from({ length: Math.min(totalVectorCount, 10_000) }, (_, at) => ({
    id: `r${at}`,
    score: Math.fround(dimension * at ** 2),
  }));
  const wrong = expected.findIndex(
    ({ id, score }, at) => matches[at]?.id !== id || Math.fround(matches[at].score) !== score,
  );
  if (wrong >= 0 || matches.length !== expected.length)
    throw new Error(`${name}: ${matches.length} of ${expected.length} found, wrong at ${wrong}`);
  return totalVectorCount;
}

function without(map: ReadonlyMap<string, number>, key: string): ReadonlyMap<string, number> {
  return new Map([...map].filter(([one]) => one !== key));
}

/** Backups whose ids are not known yet are all called the same. */
function describe({ records, backups, restored }: State, ids: ReadonlySet<string>): string {
  const named = [...backups].map(([id, count]) => `${ids.has(id) ? id : newId} ${count}`);
  const made = [...restored].map(([name, count]) => `${name} ${count}`);
  return `${records} records, backups [${named.sort().join(', ')}], made of them [${made.sort().join(', ')}]`;
}
