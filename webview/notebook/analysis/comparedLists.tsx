import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { compareLists, type ListComparison } from '../../../src/model/compare/compareLists.ts';
import type { Hit } from '../../../src/model/hit.ts';
import { textKeyOf } from '../../../src/model/record.ts';
import type { ComparedList } from '../../../src/protocol/notebook.ts';
import { formatScore, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { RankMoves } from './rankMoves.tsx';

/** Two to five result lists side by side, with lines between equal hits. The first list is the baseline. */
export function ComparedLists({ lists }: { readonly lists: readonly ComparedList[] }): VNode {
  const [isWhole, setWhole] = useState(false);
  const baseline = lists[0]?.hits ?? [];
  const comparisons = useMemo(() => lists.map(({ hits }) => compareLists(baseline, hits)), [lists]);
  const longest = Math.max(...lists.map(({ hits }) => hits.length));
  const shown = isWhole ? longest : fewHits;
  return (
    <>
      <div class="compared">
        {lists.map((list, at) => (
          <section key={list.name} class="compared-list" aria-label={list.name}>
            <ListHead list={list} comparison={at === 0 ? undefined : comparisons[at]} />
            <div class="compared-body">
              {at > 0 && (
                <RankMoves before={idsOf(lists[at - 1], shown)} after={idsOf(list, shown)} />
              )}
              <ol class="compared-hits">
                {list.hits.slice(0, shown).map((hit, rank) => (
                  <HitRow
                    key={hit.id}
                    hit={hit}
                    rank={rank + 1}
                    list={list}
                    comparison={at === 0 ? undefined : comparisons[at]}
                  />
                ))}
              </ol>
            </div>
          </section>
        ))}
      </div>
      {longest > fewHits && (
        <button type="button" class="link-button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('Show Fewer') : t('Show All {0}', longest)}
        </button>
      )}
    </>
  );
}

/** Hits of each list that are shown until the user asks for all of them. */
const fewHits = 20;

function ListHead(props: {
  readonly list: ComparedList;
  readonly comparison: ListComparison | undefined;
}): VNode {
  const { list, comparison } = props;
  const { environment, index, namespace } = list.binding;
  return (
    <header class="compared-head">
      <strong>{list.name}</strong>
      <span class="dim" title={`${environment} / ${index} / ${namespace}`}>
        {index} / {namespace}
      </span>
      <span class="numeric">
        {comparison === undefined ? t('baseline') : summaryOf(comparison)}
      </span>
    </header>
  );
}

function summaryOf(comparison: ListComparison): string {
  const { depth, overlap, rbo, lost, gained, scoreShift } = comparison;
  return [
    t('overlap@{0} {1}', depth, formatShare(overlap)),
    t('RBO {0}', rbo.toFixed(2)),
    t('{0} lost', lost.length),
    t('{0} new', gained.length),
    ...(scoreShift === undefined
      ? []
      : [t('score {0}', `${scoreShift < 0 ? '−' : '+'}${formatScore(Math.abs(scoreShift))}`)]),
  ].join(' · ');
}

function HitRow(props: {
  readonly hit: Hit;
  readonly rank: number;
  readonly list: ComparedList;
  readonly comparison: ListComparison | undefined;
}): VNode {
  const { hit, rank, list, comparison } = props;
  const isExpected = list.expected.includes(hit.id);
  const title = titleOf(hit);
  return (
    <li
      class={isExpected ? 'is-expected' : ''}
      title={title === '' ? hit.id : `${hit.id}: ${title}`}
    >
      <span class="numeric dim">{rank}</span>
      <span class="compared-id">
        <span class="mono">{hit.id}</span> {title}
      </span>
      {comparison && <Move rank={rank} before={comparison.ranksBefore.get(hit.id)} />}
      {isExpected && <span class="unseen">{t('expected')}</span>}
      <span class="numeric">{formatScore(hit.score)}</span>
    </li>
  );
}

function Move({ rank, before }: { rank: number; before: number | undefined }): VNode {
  if (before === undefined) return <span class="move is-new">{t('new')}</span>;
  const up = before - rank;
  if (up === 0) return <span class="move dim">=</span>;
  const label = up > 0 ? t('up {0}', up) : t('down {0}', -up);
  return (
    <span class="move" role="img" aria-label={label} title={label}>
      {up > 0 ? `↑${up}` : `↓${-up}`}
    </span>
  );
}

function titleOf({ metadata }: Hit): string {
  const title = metadata['title'];
  if (typeof title === 'string') return title;
  const key = textKeyOf(metadata);
  const text = key === undefined ? '' : metadata[key];
  return typeof text === 'string' ? text.slice(0, 200) : '';
}

function idsOf(list: ComparedList | undefined, shown: number): readonly string[] {
  return list?.hits.slice(0, shown).map(({ id }) => id) ?? [];
}
