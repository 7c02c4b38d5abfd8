import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../src/common/failure.ts';
import { TestEngine } from '../unit/engine/testEngine.ts';
import { ask, newIndexBody } from '../support/engineRequests.ts';

type Content = Readonly<Record<string, Readonly<Record<string, object>>>>;

type Index = {
  readonly tag: string;
  /** Records by namespace and id. */
  readonly records: Content;
  readonly aliases: readonly string[];
  readonly pull: unknown;
};

/** All that a data folder holds, of which nothing may be lost. */
export type DataState = {
  readonly key: string | undefined;
  readonly indexes: Readonly<Record<string, Index>>;
  /** What each backup holds, by its name. */
  readonly backups: Readonly<Record<string, Content>>;
};

/** A request, and what it leaves. */
export type Step = {
  readonly method: string;
  readonly url: (backups: ReadonlyMap<string, string>) => string;
  readonly body?: object;
  readonly after: (state: DataState) => DataState;
};

type Target = { readonly url: string; readonly key: string };

const empty: DataState = { key: undefined, indexes: {}, backups: {} };

/** One step after the other; each is answered before the next begins. The states before the first and after each. */
export async function runWizard(
  engine: Target,
  steps: readonly Step[],
): Promise<readonly DataState[]> {
  const backups = new Map<string, string>();
  const states: DataState[] = [{ ...empty, key: engine.key }];
  for (const { method, url, body, after } of steps) {
    const reply = await ask(engine, method, url(backups), body);
    if (reply.status >= 300)
      throw new Error(`${method} ${url(backups)}: ${reply.status} ${reply.text}`);
    const made = reply.json as { backup_id?: string; name?: string } | undefined;
    if (made?.backup_id !== undefined) backups.set(made.name ?? '', made.backup_id);
    states.push(after(states[states.length - 1]!));
  }
  return states;
}

/** Changes of every kind that an answer acknowledges. */
export function steps(): readonly Step[] {
  return [
    create('films', 'one'),
    upsert('films', '__default__', 0, 6),
    upsert('films', 'other', 10, 3),
    upsert('films', 'brief', 50, 2),
    step(
      'POST',
      '/_i/films/vectors/update',
      { id: 'r1', values: valuesOf(77), setMetadata: { group: 5 } },
      (state) =>
        withRecords(state, 'films', '__default__', {
          r1: { values: valuesOf(77), metadata: { group: 5 } },
        }),
    ),
    step('POST', '/_i/films/vectors/delete', { ids: ['r0', 'r2'] }, (state) =>
      withoutRecords(state, 'films', '__default__', ['r0', 'r2']),
    ),
    alias('films', 'else', 'other'),
    backUp('films', 'first'),
    upsert('films', '__default__', 20, 100),
    restore('first', 'restored'),
    step('DELETE', '/_i/films/namespaces/brief', undefined, (state) => {
      const index = state.indexes['films']!;
      return withIndex(state, 'films', { ...index, records: without(index.records, ['brief']) });
    }),
    pull('restored', { at: 1 }),
    pull('restored', { at: 2 }),
    upsert('restored', '__default__', 30, 2),
    step('POST', '/_i/restored/vectors/delete', { filter: { group: 5 } }, (state) =>
      withoutRecords(state, 'restored', '__default__', ['r1']),
    ),
    step('PATCH', '/indexes/restored', { tags: { made: 'two' } }, (state) =>
      withIndex(state, 'restored', { ...state.indexes['restored']!, tag: 'two' }),
    ),
    backUp('restored', 'second'),
    step(
      'DELETE',
      (backups) => `/backups/${backups.get('first')}`,
      undefined,
      ({ backups, ...state }) => ({
        ...state,
        backups: without(backups, ['first']),
      }),
    ),
    step('DELETE', '/indexes/films', undefined, ({ indexes, ...state }) => ({
      ...state,
      indexes: without(indexes, ['films']),
    })),
    create('films', 'again'),
    upsert('films', '__default__', 40, 2),
    restore('second', 'third'),
    step('POST', '/_i/third/vectors/delete', { deleteAll: true }, (state) => {
      const index = state.indexes['third']!;
      return withIndex(state, 'third', {
        ...index,
        records: without(index.records, ['__default__']),
      });
    }),
  ];
}

/** What an engine finds in a data folder. Throws where something is damaged. */
export async function readState(folder: string): Promise<DataState> {
  const engine = new TestEngine(folder);
  try {
    const indexes: Record<string, Index> = {};
    for (const { name, tags } of await engine.calls.call('index.list', null)) {
      const reply = await engine.send('GET', `/_vectorscope/pulls/${name}/state`);
      const aliases = await engine.calls.call('alias.list', { index: name });
      indexes[name] = {
        tag: tags['made'] ?? '',
        records: await recordsOf(engine, name),
        aliases: aliases.map((one) => one.name),
        pull: (reply.json as { value: unknown }).value,
      };
    }
    const backups: Record<string, Content> = {};
    for (const [at, { id, name }] of (await engine.calls.call('backup.list', null)).entries()) {
      const check = `check-${at}`;
      await engine.calls.call('backup.restore', { id, name: check, isProtected: false });
      backups[name ?? ''] = await recordsOf(engine, check);
    }
    return { key: keyIn(folder), indexes, backups };
  } finally {
    engine.close();
  }
}

async function recordsOf(engine: TestEngine, index: string): Promise<Content> {
  const records: Record<string, Record<string, object>> = {};
  for (const { name: namespace } of await engine.calls.call('namespace.list', { index })) {
    const page = { index, namespace, prefix: '', after: '', limit: 10_000 };
    const { ids } = await engine.calls.call('records.list', page);
    const found = await engine.calls.call('records.fetch', { index, namespace, ids });
    if (found.records.length !== ids.length)
      throw new Failure('internal', `${index}: records are missing`);
    const entries = found.records.map(({ id, values, metadata }) => [
      id,
      { values: [...(values ?? [])], metadata },
    ]);
    if (entries.length > 0)
      records[namespace] = Object.fromEntries(entries) as Record<string, object>;
  }
  return records;
}

function keyIn(folder: string): string | undefined {
  try {
    return readFileSync(path.join(folder, 'engine.key'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function step(
  method: string,
  url: string | Step['url'],
  body: object | undefined,
  after: Step['after'],
): Step {
  return { method, url: typeof url === 'string' ? () => url : url, ...(body && { body }), after };
}

function create(name: string, tag: string): Step {
  const body = { ...newIndexBody(name, dimension), tags: { made: tag } };
  const index: Index = { tag, records: {}, aliases: [], pull: null };
  return step('POST', '/indexes', body, (state) => withIndex(state, name, index));
}

function upsert(index: string, namespace: string, first: number, count: number): Step {
  const records = Array.from({ length: count }, (_, at) => recordOf(first + at));
  const added = Object.fromEntries(records.map(({ id, ...record }) => [id, record]));
  const body = { namespace, vectors: records };
  return step('POST', `/_i/${index}/vectors/upsert`, body, (state) =>
    withRecords(state, index, namespace, added),
  );
}

function alias(index: string, name: string, target: string): Step {
  const body = { name, target_namespace: target };
  return step('POST', `/_i/${index}/namespace-aliases`, body, (state) =>
    withIndex(state, index, { ...state.indexes[index]!, aliases: [name] }),
  );
}

function backUp(index: string, name: string): Step {
  return step('POST', `/indexes/${index}/backups`, { name }, ({ backups, ...state }) => ({
    ...state,
    backups: { ...backups, [name]: state.indexes[index]!.records },
  }));
}

function restore(backup: string, name: string): Step {
  const url = (backups: ReadonlyMap<string, string>): string =>
    `/backups/${backups.get(backup)}/create-index`;
  return step('POST', url, { name, tags: { made: 'restored' } }, (state) =>
    withIndex(state, name, {
      tag: 'restored',
      records: state.backups[backup]!,
      aliases: ['else'],
      pull: null,
    }),
  );
}

function pull(index: string, value: object): Step {
  return step('POST', `/_vectorscope/pulls/${index}/state`, { value }, (state) =>
    withIndex(state, index, { ...state.indexes[index]!, pull: value }),
  );
}

const dimension = 4;

function valuesOf(number: number): number[] {
  return Array.from({ length: dimension }, (_, at) => number + at + 1);
}

function recordOf(number: number): { id: string; values: number[]; metadata: { group: number } } {
  return { id: `r${number}`, values: valuesOf(number), metadata: { group: number % 2 } };
}

function withIndex({ indexes, ...state }: DataState, name: string, index: Index): DataState {
  return { ...state, indexes: { ...indexes, [name]: index } };
}

function withRecords(
  state: DataState,
  name: string,
  namespace: string,
  added: Content[string],
): DataState {
  const index = state.indexes[name]!;
  const records = { ...index.records, [namespace]: { ...index.records[namespace], ...added } };
  return withIndex(state, name, { ...index, records });
}

function withoutRecords(
  state: DataState,
  name: string,
  namespace: string,
  ids: readonly string[],
): DataState {
  const index = state.indexes[name]!;
  const records = { ...index.records, [namespace]: without(index.records[namespace] ?? {}, ids) };
  return withIndex(state, name, { ...index, records });
}

function without<T>(
  from: Readonly<Record<string, T>>,
  names: readonly string[],
): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}
