import type { Setup, Study, StudyQuestion } from '../../model/evaluation/study/study.ts';
import { failingParts, type FailingPart } from '../../model/filter/failingParts.ts';
import { parseFilter } from '../../model/filter/parseFilter.ts';
import { Failure } from '../../common/failure.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { WhyNot } from '../../protocol/study.ts';
import { effectiveBinding } from '../queries/cellBinding.ts';
import { countedIds, questionCell } from './questionCell.ts';
import { messageOf, type RunQuery } from './studyRuns.ts';

/** Reads the records of an index, to explain why one of them is not among the hits. */
export type RecordLookup = {
  /** Returns the record; `undefined` if the namespace has none of this id. */
  fetch(binding: Binding, id: string, signal: AbortSignal): Promise<VectorRecord | undefined>;
  /** Returns the other namespaces of the index, at most 50 of them. */
  otherNamespaces(binding: Binding, signal: AbortSignal): Promise<readonly string[]>;
  /** Hits that a question may ask for at a reasonable price: all on a local index. */
  depthOf(binding: Binding): number;
};

/**
 * Explains why a record is not among the hits of a question: it does not exist, is in another namespace, fails the
 * filter, or has a rank below the hits. If it fails the filter, its rank is that without the filter.
 */
export async function whyNot(
  study: Study,
  setup: Setup,
  question: StudyQuestion,
  record: string,
  ports: { readonly lookup: RecordLookup; readonly runQuery: RunQuery },
  signal: AbortSignal,
): Promise<WhyNot> {
  const { lookup, runQuery } = ports;
  const cell = questionCell(question, setup);
  if (!cell) throw new Failure('badInput', `The question has no ${setup.askBy ?? 'input'}`);
  const binding = effectiveBinding(cell, study.binding);
  const found = await lookup.fetch(binding, record, signal);
  if (!found) return missing(binding, record, lookup, signal);
  const failing = failingIn(cell.filter, found);
  const depth = lookup.depthOf(binding);
  const deep = { ...setup, topK: depth };
  const asked = { ...cell, topK: depth, ...(failing.length > 0 && { filter: '' }) };
  const outcome = await runQuery(asked, study.binding, signal);
  if (outcome.kind !== 'hits') throw new Failure('unavailable', messageOf(outcome));
  const counted = countedIds(
    cell,
    deep,
    outcome.hits.map(({ id }) => id),
  );
  const rank = counted.indexOf(record) + 1;
  const score = outcome.hits.find(({ id }) => id === record)?.score;
  return {
    kind: 'present',
    failing,
    ...(rank > 0 && { rank }),
    ...(score !== undefined && { score }),
    topK: setup.topK,
    depth: counted.length,
  };
}

async function missing(
  binding: Binding,
  record: string,
  lookup: RecordLookup,
  signal: AbortSignal,
): Promise<WhyNot> {
  const namespaces: string[] = [];
  for (const namespace of await lookup.otherNamespaces(binding, signal))
    if (await lookup.fetch({ ...binding, namespace }, record, signal)) namespaces.push(namespace);
  return { kind: 'missing', namespaces };
}

function failingIn(filter: string, { metadata }: VectorRecord): readonly FailingPart[] {
  const parsed = parseFilter(filter);
  return parsed.isValid ? failingParts(parsed.filter, metadata) : [];
}
