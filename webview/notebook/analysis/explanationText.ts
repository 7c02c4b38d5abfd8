import type {
  ExplainedClause,
  Explanation,
  ListPlace,
  StagePlace,
} from '../../../src/model/explain/explanation.ts';
import type { ValueType } from '../../../src/model/explain/explainFilter.ts';
import { formatCount, formatScore, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';

/** Returns the sentence that answers why a query finds a record, or why not. */
export function verdictText({ id, verdict }: Explanation, topK: number): string {
  switch (verdict) {
    case 'found':
      return t('{0} is among the first {1} hits.', id, formatCount(topK));
    case 'below':
      return t('{0} is below the first {1} hits.', id, formatCount(topK));
    case 'unfound':
      return t('{0} exists, but the search does not find it.', id);
    case 'filtered':
      return t('{0} does not pass the filter.', id);
    case 'elsewhere':
      return t('{0} is in another namespace.', id);
    case 'missing':
      return t('No record has the ID {0}.', id);
  }
}

/** One line of an explanation: what was looked at, what it is, and what that means. */
export type ExplanationRow = {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly isReason: boolean;
};

/** Returns the facts of an explanation, one on each line. */
export function rowsOf(
  explanation: Explanation,
  { topK, namespace, recordCount }: { topK: number; namespace: string; recordCount: number },
): readonly ExplanationRow[] {
  const { verdict, clauses } = explanation;
  const isThere = verdict !== 'missing' && verdict !== 'elsewhere';
  return [
    ...(isThere ? placeRows(explanation, topK, recordCount) : []),
    ...partRows(explanation),
    ...freshnessRow(explanation),
    ...clauses.map(clauseRow),
    namespaceRow(explanation, namespace, isThere),
  ];
}

/** Where a record is: in the one list of the query, or in each of its lists, merged and reranked. */
function placeRows(one: Explanation, topK: number, recordCount: number): readonly ExplanationRow[] {
  const { lists, merged, reranked } = one;
  // A record without a rank after reranking was lost before: it was not among the hits that were reranked.
  const isReranked = reranked?.rank !== undefined;
  const isBelow = one.verdict === 'below';
  const isLostBefore = isBelow && !isReranked;
  const first = lists
    ? lists.map((list) => listRow(list))
    : [rankRow(one, recordCount, isLostBefore), scoreRow(one, topK, isLostBefore)];
  return [
    ...first,
    ...(merged ? [stageRow(t('rank when merged'), merged, isLostBefore)] : []),
    ...(reranked ? [stageRow(t('rank when reranked'), reranked, isBelow && isReranked)] : []),
  ];
}

function listRow({ index, namespace, rank, score, adds }: ListPlace): ExplanationRow {
  const place = index === undefined ? namespace : `${index} / ${namespace}`;
  const scored = score === undefined ? '' : t('score {0}', formatScore(score));
  const added = adds === undefined ? '' : t('adds {0}', formatScore(adds));
  return {
    name: t('rank in {0}', place),
    value: rank === undefined ? t('none') : formatCount(rank),
    note: [scored, added].filter((text) => text !== '').join(', '),
    isReason: false,
  };
}

function stageRow(
  name: string,
  { rank, score, of }: StagePlace,
  isReason: boolean,
): ExplanationRow {
  if (rank === undefined || score === undefined)
    return { name, value: t('none'), note: t('not among the {0} hits', formatCount(of)), isReason };
  return {
    name,
    value: t('{0} of {1}', formatCount(rank), formatCount(of)),
    note: t('score {0}', formatScore(score)),
    isReason,
  };
}

function rankRow(one: Explanation, recordCount: number, isReason: boolean): ExplanationRow {
  const { rank, rankWithoutFilter, deepest, verdict } = one;
  const shown = rank ?? rankWithoutFilter;
  const ranked =
    shown !== undefined && t('{0} of {1}', formatCount(shown), formatCount(recordCount));
  const unranked = verdict === 'unfound' ? t('none') : t('below {0}', formatCount(deepest));
  const value = ranked || unranked;
  const note = verdict === 'filtered' ? t('without the filter') : '';
  return { name: t('rank'), value, note, isReason };
}

function scoreRow(
  { score, lastScore }: Explanation,
  topK: number,
  isReason: boolean,
): ExplanationRow {
  return {
    name: t('score'),
    value: score === undefined ? t('not known') : formatScore(score),
    note:
      lastScore === undefined
        ? ''
        : t('hit {0} has {1}', formatCount(topK), formatScore(lastScore)),
    isReason,
  };
}

/** What the dense and the sparse part add to the score, and the words that add most. */
function partRows({ parts, verdict }: Explanation): readonly ExplanationRow[] {
  if (parts === undefined) return [];
  const { dense, sparse, terms } = parts;
  const words = terms.map(({ name, product }) => `${name} ${formatScore(product)}`).join(', ');
  const isReason = verdict === 'unfound' && terms.length === 0;
  return [
    { name: t('dense part'), value: formatScore(dense), note: '', isReason: false },
    {
      name: t('sparse part'),
      value: formatScore(sparse),
      note: terms.length === 0 ? t('no term in common with the query') : words,
      isReason,
    },
  ];
}

/** Why a record that exists is not found: its write may be newer than what the search had. */
function freshnessRow({ verdict, maxIndexedLsn }: Explanation): readonly ExplanationRow[] {
  if (verdict !== 'unfound') return [];
  const value =
    maxIndexedLsn === undefined ? t('not known') : t('LSN {0}', formatCount(maxIndexedLsn));
  const note = t('a record written moments ago is found later; one without vectors never');
  return [{ name: t('search has writes up to'), value, note, isReason: true }];
}

function clauseRow(clause: ExplainedClause): ExplanationRow {
  return {
    name: t('filter {0} {1}', clause.field, clause.condition),
    value: clause.isTrue ? t('true') : t('false'),
    note: clauseNote(clause),
    isReason: clause.excludes,
  };
}

function clauseNote({ field, value, wrongType, typeShare }: ExplainedClause): string {
  if (value === undefined) return t('the record has no field “{0}”', field);
  const has = t('the record has {0}', JSON.stringify(value));
  if (wrongType === undefined) return has;
  const type = typeof value === 'object' ? 'list' : (typeof value as ValueType);
  const typed = t('{0}, which is a {1} and not a {2}', has, typeName(type), typeName(wrongType));
  if (typeShare === undefined) return typed;
  const { type: usual, share, of } = typeShare;
  const rest = [typed, formatShare(share), of, typeName(usual)] as const;
  return t('{0}; {1} of {2} records have a {3}', ...rest);
}

function typeName(type: ValueType): string {
  return { string: t('text'), number: t('number'), boolean: t('boolean'), list: t('list') }[type];
}

function namespaceRow(
  { namespaces }: Explanation,
  namespace: string,
  isThere: boolean,
): ExplanationRow {
  const elsewhere = t('found in {0}', namespaces.join(', '));
  const note =
    namespaces.length > 0
      ? elsewhere
      : isThere
        ? ''
        : t('nor in another one; a record written moments ago may not be visible yet');
  return {
    name: t('namespace {0}', namespace),
    value: isThere ? t('found') : t('not found'),
    note,
    isReason: !isThere,
  };
}
