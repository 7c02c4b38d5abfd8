import type { Metadata } from '../../model/record.ts';
import { ResponseSize } from '../rules/responseSize.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import {
  conditionField,
  type DocumentCalls,
  type DocumentHit,
  type DocumentScoring,
  type DocumentSelection,
} from './calls/documentCalls.ts';
import type { NamespaceState, RecordRow } from '../storage/indexDatabase.ts';
import type { DocumentFields } from '../storage/indexFields.ts';
import type { ShownFields, StoredPage, StoredRecord } from '../storage/storedRecord.ts';
import { checkClauses, checkTextField } from './checkText.ts';
import type { IndexContext } from './indexContext.ts';
import type { FilterWrites } from './filterWrites.ts';
import type { Hit } from './hybridHits.ts';
import { changedMetadata, changedRow } from './recordChange.ts';
import { floatBytes, sparseBytes } from './recordRows.ts';
import type { MemoryPart, ReadyNamespace } from './readyNamespace.ts';
import type { TextCondition } from '../textSearch/textRows.ts';
import { documentMatcher } from './documentMatcher.ts';
import { DocumentRanking } from './documentRanking.ts';
import { searchConsistently } from './consistentSearch.ts';

/** Reads, searches and writes the documents of an index: records whose fields a schema declares. */
export class Documents {
  readonly #context: IndexContext;
  readonly #filterWrites: FilterWrites;
  readonly #fields: DocumentFields;
  readonly #ranking: DocumentRanking;

  constructor(context: IndexContext, filterWrites: FilterWrites) {
    this.#context = context;
    this.#filterWrites = filterWrites;
    this.#fields = context.index.fields ?? {};
    this.#ranking = new DocumentRanking(context);
  }

  upsert({ namespace, documents }: Params<'documents.upsert'>): Result<'documents.upsert'> {
    this.#context.aliases.checkNamespaceCreation(namespace);
    return this.#write(namespace, documents.map(rowOf));
  }

  update({ namespace, changes }: Params<'documents.update'>): Result<'documents.update'> {
    const { aliases, database, reader } = this.#context;
    aliases.checkRecordWrite(namespace);
    const ids = changes.map(({ id }) => id);
    this.#filterWrites.applyPending(namespace, ids);
    const state = database.namespace(namespace);
    // Two changes of one document are both applied.
    const rows = new Map<string, RecordRow>();
    for (const { id, ...change } of changes) {
      const row = rows.get(id) ?? (state && database.record(state, id));
      if (row === undefined) continue;
      const metadata = changedMetadata(reader.parse(row.metadata), change, this.#fields);
      rows.set(id, changedRow(row, metadata, change, this.#fields));
    }
    if (rows.size > 0) return this.#write(namespace, [...rows.values()]);
    return { lsn: state?.lsn ?? 0 };
  }

  async updateMatching(
    { namespace, filter, change }: Params<'documents.updateMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'documents.updateMatching'>> {
    this.#context.aliases.checkRecordWrite(namespace);
    this.#context.filters.check(namespace, filter);
    return this.#filterWrites.write(namespace, filter, change, signal);
  }

  async search(
    params: Params<'documents.search'>,
    signal?: AbortSignal,
  ): Promise<Result<'documents.search'>> {
    const { scoring, selection } = params;
    const namespace = this.#context.aliases.target(params.namespace);
    this.#check(namespace, selection);
    if ('texts' in scoring) checkClauses(scoring.texts, this.#fields);
    return searchConsistently(this.#context, {
      namespace,
      signal,
      needs: [...neededVectors(scoring, selection), ...neededTexts(scoring, selection)],
      attempt: async (ready, mode, tracker) => {
        const hits = await this.#ranking.rank(ready, params, { mode, tracker, signal });
        return hits && mode.run(this.#read(ready.state, hits, params.shown));
      },
    });
  }

  async fetchMatching(
    params: Params<'documents.fetchMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'documents.fetchMatching'>> {
    const { selection } = params;
    const { aliases, loaded, run } = this.#context;
    const namespace = aliases.target(params.namespace);
    this.#check(namespace, selection);
    for (;;) {
      const ready = await loaded.ready(namespace, neededTexts(undefined, selection));
      if (ready === undefined) return { records: [], isLast: true, namespace, lsn: 0 };
      const page = await run(this.#page(ready, params), signal);
      if (ready.isCurrent) return page;
    }
  }

  /** Reads the documents of hits. Undefined if one is gone. */
  *#read(
    state: NamespaceState,
    hits: readonly Hit[],
    shown: ShownFields | undefined,
  ): CooperativeTask<readonly DocumentHit[] | undefined> {
    const { database, reader } = this.#context;
    const size = new ResponseSize();
    const matches: DocumentHit[] = [];
    for (const { id, score } of hits) {
      const row = database.record(state, id);
      if (row === undefined) return undefined;
      matches.push({ ...reader.shownRecord(row, size, shown), score });
      yield;
    }
    return matches;
  }

  *#page(
    ready: ReadyNamespace,
    { selection, after, limit, shown }: Params<'documents.fetchMatching'>,
  ): CooperativeTask<StoredPage> {
    const { reader } = this.#context;
    const { state } = ready;
    const { name: namespace, lsn } = state;
    const passes = yield* documentMatcher(selection, ready);
    const size = new ResponseSize();
    const records: StoredRecord[] = [];
    const ids = yield* this.#neededIds(ready, selection);
    for (const { id, metadata } of this.#candidates(state, ids, after)) {
      if (passes(id, metadata)) {
        if (records.length === limit) return { records, isLast: false, namespace, lsn };
        records.push(reader.shownRecord(reader.row(state, id), size, shown));
      }
      yield;
    }
    return { records, isLast: true, namespace, lsn };
  }

  /** Ids that include those of all passing documents. Undefined if there are too many to sort. */
  *#neededIds(
    ready: ReadyNamespace,
    selection: DocumentSelection,
  ): CooperativeTask<readonly string[] | undefined> {
    let fewest: readonly string[] | undefined;
    for (const condition of necessaryConditions(selection)) {
      const ids = yield* ready.texts.idsMatching(condition);
      if (ids.length < (fewest?.length ?? maxSortedIds + 1)) fewest = ids;
    }
    return fewest;
  }

  /** The documents that may pass, by id. */
  *#candidates(
    state: NamespaceState,
    ids: readonly string[] | undefined,
    after: string,
  ): Generator<{ id: string; metadata: Metadata }> {
    const { database, reader } = this.#context;
    if (ids === undefined) return yield* reader.metadataOf(state, after);
    for (const id of ids.filter((one) => one > after).sort()) {
      if (database.namespaceByPk(state.pk) === undefined) return;
      const row = database.record(state, id);
      if (row !== undefined) yield { id, metadata: reader.parse(row.metadata) };
    }
  }

  /** Throws `badInput` for a selection by undeclared fields or by conditions on fields without text. */
  #check(namespace: string, selection: DocumentSelection | undefined): void {
    if (selection === undefined) return;
    this.#context.filters.check(namespace, selection.filter);
    for (const { field } of selection.conditions) checkTextField(field, this.#fields);
  }

  /** Writes rows in one transaction, not flushed, then to memory. */
  #write(namespace: string, rows: readonly RecordRow[]): { lsn: number } {
    const { database, loaded } = this.#context;
    const ids = rows.map(({ id }) => id);
    this.#filterWrites.applyPending(namespace, ids);
    const { lsn, pks } = database.upsertUnflushed(namespace, rows);
    loaded.write(namespace, rows, pks);
    return { lsn };
  }
}

type Params<M extends keyof DocumentCalls> = Omit<DocumentCalls[M]['params'], 'index'>;
type Result<M extends keyof DocumentCalls> = DocumentCalls[M]['result'];

/** The most ids that are sorted in some milliseconds. */
const maxSortedIds = 10_000;

function neededVectors(
  scoring: DocumentScoring,
  selection: DocumentSelection | undefined,
): readonly MemoryPart[] {
  if ('dense' in scoring) return selection === undefined ? ['dense'] : ['dense', 'columns'];
  return 'sparse' in scoring ? ['sparse'] : [];
}

function neededTexts(
  scoring: DocumentScoring | undefined,
  selection: DocumentSelection | undefined,
): readonly MemoryPart[] {
  const isText = scoring !== undefined && 'texts' in scoring;
  return isText || (selection?.conditions.length ?? 0) > 0 ? ['texts'] : [];
}

/** The conditions on text that every passing document meets. */
function necessaryConditions({ filter, conditions }: DocumentSelection): readonly TextCondition[] {
  const needed = filter.op === 'and' ? filter.operands : [filter];
  return conditions.filter((_, place) =>
    needed.some((one) => one.op === 'compare' && one.field === conditionField(place)),
  );
}

function rowOf({ id, values, sparse, metadata }: StoredRecord): RecordRow {
  return {
    id,
    metadata: JSON.stringify(metadata),
    value: floatBytes(values),
    sparse: sparseBytes(sparse),
  };
}
