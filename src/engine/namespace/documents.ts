import { matchesFilter } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import type { Steps } from '../workers/cooperativeTasks.ts';
import {
  conditionField,
  type DocumentCalls,
  type DocumentScoring,
  type DocumentSelection,
} from './documentCalls.ts';
import type { NamespaceState, RecordRow } from '../storage/indexDatabase.ts';
import type { DocumentFields } from '../storage/indexFields.ts';
import type { StoredPage, StoredRecord } from '../storage/storedRecord.ts';
import { bestRows, type ScoredRows } from '../structures/bestRows.ts';
import { checkClauses, checkTextField } from './checkText.ts';
import type { CollectionParts } from './collectionParts.ts';
import type { FilterWrites } from './filterWrites.ts';
import type { HybridHit } from './hybrid.ts';
import { changedMetadata, changedRow } from './recordChange.ts';
import { floatBytes, sparseBytes } from './recordRows.ts';
import type { TextCondition } from '../textSearch/textRows.ts';
import { deepen } from './vectorSearch.ts';

type Params<M extends keyof DocumentCalls> = Omit<DocumentCalls[M]['params'], 'index'>;
type Result<M extends keyof DocumentCalls> = DocumentCalls[M]['result'];

type Passes = (pk: number, id: string) => boolean;

/** So many ids are put into order in some milliseconds. */
const mostSorted = 10_000;

/** The documents of an index: records whose fields a schema names. */
export class Documents {
  readonly #parts: CollectionParts;
  readonly #filterWrites: FilterWrites;
  readonly #fields: DocumentFields;

  constructor(parts: CollectionParts, filterWrites: FilterWrites) {
    this.#parts = parts;
    this.#filterWrites = filterWrites;
    this.#fields = parts.index.fields ?? {};
  }

  upsert({ namespace, documents }: Params<'documents.upsert'>): Result<'documents.upsert'> {
    this.#parts.aliases.refuseToMake(namespace);
    return this.#write(namespace, documents.map(rowOf));
  }

  update({ namespace, changes }: Params<'documents.update'>): Result<'documents.update'> {
    const { aliases, database, reader } = this.#parts;
    aliases.refuseToChange(namespace);
    const ids = changes.map(({ id }) => id);
    this.#filterWrites.settle(namespace, ids);
    const state = database.namespace(namespace);
    // A document that is named twice gets both changes.
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

  async updateMatching({
    namespace,
    filter,
    change,
  }: Params<'documents.updateMatching'>): Promise<Result<'documents.updateMatching'>> {
    this.#parts.aliases.refuseToChange(namespace);
    this.#parts.filters.check(namespace, filter);
    return this.#filterWrites.write(namespace, filter, change);
  }

  async search(params: Params<'documents.search'>): Promise<Result<'documents.search'>> {
    const { scoring, topK, selection } = params;
    const { aliases, database, reader } = this.#parts;
    const namespace = aliases.target(params.namespace);
    const state = database.namespace(namespace);
    this.#check(namespace, selection);
    if ('texts' in scoring) checkClauses(scoring.texts, this.#fields);
    if (state === undefined) return { matches: [], namespace, lsn: 0 };
    const reading = this.#reading(state, scoring, selection);
    if (reading !== undefined) return reading.then(() => this.search(params));
    const hits = this.#rank(state, scoring, topK, selection);
    const matches = hits.map(({ id, score }) => ({
      ...reader.record(reader.row(state, id)),
      score,
    }));
    return { matches, namespace, lsn: state.lsn };
  }

  async fetchMatching(
    params: Params<'documents.fetchMatching'>,
  ): Promise<Result<'documents.fetchMatching'>> {
    const { selection } = params;
    const { aliases, database, inSlices } = this.#parts;
    const namespace = aliases.target(params.namespace);
    const state = database.namespace(namespace);
    this.#check(namespace, selection);
    if (state === undefined) return { records: [], isLast: true, namespace, lsn: 0 };
    const reading = this.#reading(state, undefined, selection);
    if (reading !== undefined) return reading.then(() => this.fetchMatching(params));
    return inSlices(this.#page(state, params));
  }

  *#page(
    state: NamespaceState,
    { selection, after, limit }: Params<'documents.fetchMatching'>,
  ): Steps<StoredPage> {
    const { reader } = this.#parts;
    const { name: namespace, lsn } = state;
    const passes = this.#selector(state, selection);
    const records: StoredRecord[] = [];
    for (const { id, metadata } of this.#candidates(state, selection, after)) {
      if (passes(id, metadata)) {
        if (records.length === limit) return { records, isLast: false, namespace, lsn };
        records.push(reader.record(reader.row(state, id)));
      }
      yield;
    }
    return { records, isLast: true, namespace, lsn };
  }

  /** All documents that may be meant, by id. */
  *#candidates(
    state: NamespaceState,
    selection: DocumentSelection,
    after: string,
  ): Generator<{ id: string; metadata: Metadata }> {
    const { database, loaded, reader } = this.#parts;
    const ids = necessaryConditions(selection)
      .map((condition) => loaded.texts(state).idsMatching(condition))
      .toSorted((one, other) => one.length - other.length)[0];
    if (ids === undefined || ids.length > mostSorted) return yield* reader.metadataOf(state, after);
    for (const id of ids.filter((one) => one > after).sort()) {
      if (database.namespaceNumbered(state.pk) === undefined) return;
      const row = database.record(state, id);
      if (row !== undefined) yield { id, metadata: reader.parse(row.metadata) };
    }
  }

  /** Where something has yet to be read: resolves when it is time to look at the namespace anew. */
  #reading(
    state: NamespaceState,
    scoring: DocumentScoring | undefined,
    selection: DocumentSelection | undefined,
  ): Promise<void> | undefined {
    const { loaded, loading, checkOpen } = this.#parts;
    if (scoring !== undefined && 'dense' in scoring) {
      const dense = loading(state);
      if (dense !== undefined) return dense;
    }
    const isSparse = scoring !== undefined && 'sparse' in scoring;
    const isText = scoring !== undefined && 'texts' in scoring;
    const hasConditions = selection !== undefined && selection.conditions.length > 0;
    const reading =
      (isSparse ? loaded.reading(state, 'sparse') : undefined) ??
      (isText || hasConditions ? loaded.reading(state, 'texts') : undefined);
    return reading?.then(checkOpen);
  }

  /** Throws `badInput` for a selection that could be of no document, whether there are any or not. */
  #check(namespace: string, selection: DocumentSelection | undefined): void {
    if (selection === undefined) return;
    this.#parts.filters.check(namespace, selection.filter);
    for (const { field } of selection.conditions) checkTextField(field, this.#fields);
  }

  #rank(
    state: NamespaceState,
    scoring: DocumentScoring,
    topK: number,
    selection: DocumentSelection | undefined,
  ): readonly HybridHit[] {
    const { loaded, reader } = this.#parts;
    const selects = selection && this.#selector(state, selection);
    const passes = selects && ((pk: number, id: string) => selects(id, reader.metadata(pk)));
    if ('dense' in scoring) return this.#rankDense(state, scoring.dense, topK, selection, passes);
    if ('sparse' in scoring) {
      const sparse = loaded.sparse(state);
      return choose(sparse.overlaps(scoring.sparse), (row) => sparse.at(row), topK, passes);
    }
    const texts = loaded.texts(state);
    return choose(texts.score(scoring.texts).take(), (row) => texts.at(row), topK, passes);
  }

  #rankDense(
    state: NamespaceState,
    query: Float32Array,
    topK: number,
    selection: DocumentSelection | undefined,
    passes: Passes | undefined,
  ): readonly HybridHit[] {
    const dense = this.#parts.loaded.dense(state);
    const { metric } = this.#parts.index;
    if (selection === undefined || passes === undefined) return dense.search(metric, query, topK);
    if (selection.conditions.length === 0)
      return dense.search(metric, query, topK, selection.filter);
    return deepen(topK, (depth) => dense.search(metric, query, depth), passes);
  }

  /** Whether a document is meant. Throws `badInput` for a condition on a field without text. */
  #selector(
    state: NamespaceState,
    { filter, conditions }: DocumentSelection,
  ): (id: string, metadata: Metadata) => boolean {
    if (conditions.length === 0) return (_, metadata) => matchesFilter(filter, metadata);
    const texts = this.#parts.loaded.texts(state);
    const areMet = conditions.map((condition) => texts.matching(condition));
    return (id, metadata) => {
      const outcomes = areMet.map((isMet, place) => [conditionField(place), isMet(id)] as const);
      return matchesFilter(filter, { ...metadata, ...Object.fromEntries(outcomes) });
    };
  }

  #write(namespace: string, rows: readonly RecordRow[]): { lsn: number } {
    const { database, loaded } = this.#parts;
    const ids = rows.map(({ id }) => id);
    this.#filterWrites.settle(namespace, ids);
    const { lsn, pks } = database.upsert(namespace, rows);
    loaded.write(namespace, rows, pks);
    return { lsn };
  }
}

/** Conditions on text without which no document is meant, whatever else the filter says. */
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

function choose(
  scored: ScoredRows,
  at: (row: number) => { readonly pk: number; readonly id: string },
  topK: number,
  passes: Passes | undefined,
): readonly HybridHit[] {
  const hits = bestRows(scored, {
    topK,
    isBefore: (row, other) => at(row).id < at(other).id,
    ...(passes === undefined ? {} : { accepts: (row) => passes(at(row).pk, at(row).id) }),
  });
  return hits.map(({ row, score }) => ({ pk: at(row).pk, id: at(row).id, score }));
}
