import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  outlierOrders,
  type Outlier,
  type OutlierOrder,
} from '../../../src/model/map/mapAnalysis.ts';
import { formatCount, formatSentence } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import type { Finding } from './findings.ts';

/** The findings panel: lists of near-duplicates and outliers that lead to their points. */
export function FindingsPanel({ controller }: PanelProps): VNode {
  return (
    <section class="findings" aria-label={t('Findings')}>
      <Duplicates controller={controller} />
      <Outliers controller={controller} />
    </section>
  );
}

const shownGroups = 100;
const fewRowsPx = 70;

/**
 * Default distance for duplicates: texts that differ in one word are mostly closer. Metrics without a natural scale
 * find exact copies only.
 */
const alikeByCosine = 0.05;

type PanelProps = { readonly controller: MapController };

function Duplicates({ controller }: PanelProps): VNode {
  const { findings, title } = controller;
  const { duplicates } = findings;
  const { distance = title?.metric } = title?.parameters ?? {};
  const [maxDistance, setMaxDistance] = useState(
    findings.maxDistance ?? (distance === 'euclidean' ? 0 : alikeByCosine),
  );
  return (
    <>
      <form
        class="finding-head"
        onSubmit={(event) => {
          event.preventDefault();
          void findings.findDuplicates(maxDistance);
        }}
      >
        <h2>{t('Duplicates')}</h2>
        <label>
          {t('up to')}{' '}
          <input
            class="field numeric"
            type="number"
            min="0"
            step="any"
            required
            value={maxDistance}
            title={t('Largest distance between duplicates in the original space')}
            onInput={({ currentTarget: { valueAsNumber } }) => {
              if (!Number.isNaN(valueAsNumber)) setMaxDistance(valueAsNumber);
            }}
          />{' '}
          {t('apart')}
        </label>
        <button type="submit" class="control">
          {t('Find Duplicates')}
        </button>
      </form>
      <Outcome
        finding={duplicates}
        describe={describeGroups}
        idsOf={(groups) => groups.flat()}
        controller={controller}
      />
      {duplicates.at === 'found' && <GroupList controller={controller} groups={duplicates.found} />}
    </>
  );
}

function describeGroups(groups: readonly (readonly string[])[]): string {
  const count = formatCount(groups.flat().length);
  if (groups.length === 0) return t('No records are this close to each other.');
  if (groups.length === 1) return t('{0} records in one group', count);
  return t('{0} records in {1} groups', count, formatCount(groups.length));
}

type GroupListProps = PanelProps & { readonly groups: readonly (readonly string[])[] };

function GroupList({ controller, groups }: GroupListProps): VNode | null {
  if (groups.length === 0) return null;
  return (
    <ul class="finding-list">
      {groups.slice(0, shownGroups).map((group) => (
        <li key={group[0]}>
          <button
            type="button"
            class="finding-row"
            onClick={() => select(controller, group, group[0])}
          >
            <span class="numeric">{formatCount(group.length)}</span>
            <span class="finding-text">{textOf(controller, group[0])}</span>
          </button>
        </li>
      ))}
      {groups.length > shownGroups && (
        <li class="dim">{t('{0} more groups', formatCount(groups.length - shownGroups))}</li>
      )}
    </ul>
  );
}

function Outliers({ controller }: PanelProps): VNode {
  const { findings } = controller;
  const { outliers } = findings;
  return (
    <>
      <div class="finding-head">
        <h2>{t('Outliers')}</h2>
        <select
          class="control"
          aria-label={t('Outliers by')}
          value={findings.order}
          onChange={({ currentTarget: { value } }) => {
            const order = outlierOrders.find((one) => one === value);
            if (order) void findings.findOutliers(order);
          }}
        >
          <option value="factor">{t('relative to their neighbours')}</option>
          <option value="distance">{t('by distance')}</option>
        </select>
        <button type="button" class="control" onClick={() => void findings.findOutliers()}>
          {t('Find Outliers')}
        </button>
      </div>
      <Outcome
        finding={outliers}
        describe={(all) =>
          findings.order === 'factor'
            ? t(
                'The {0} strongest outliers, by the distance to their neighbours relative to what is usual there',
                all.length,
              )
            : t(
                'The {0} records farthest from their nearest neighbours, by mean distance',
                all.length,
              )
        }
        idsOf={(all) => all.map(({ id }) => id)}
        controller={controller}
      />
      {outliers.at === 'found' && (
        <ul class="finding-list">
          {outliers.found.map((outlier) => (
            <OutlierRow
              key={outlier.id}
              controller={controller}
              outlier={outlier}
              by={findings.order}
            />
          ))}
        </ul>
      )}
    </>
  );
}

type OutlierRowProps = PanelProps & { readonly outlier: Outlier; readonly by: OutlierOrder };

function OutlierRow({ controller, outlier, by }: OutlierRowProps): VNode {
  const { id } = outlier;
  const factor = `${outlier.factor.toFixed(1)}×`;
  const distance = outlier.distance.toPrecision(3);
  return (
    <li>
      <button
        type="button"
        class="finding-row"
        title={t(
          'Its neighbours are {0} away on average, {1} of what is usual there',
          distance,
          factor,
        )}
        onClick={() => void controller.focus.show(id)}
      >
        <span class="numeric">{by === 'factor' ? factor : distance}</span>
        <span class="finding-text">{textOf(controller, id)}</span>
      </button>
    </li>
  );
}

type OutcomeProps<T> = PanelProps & {
  readonly finding: Finding<T>;
  readonly describe: (found: T) => string;
  readonly idsOf: (found: T) => readonly string[];
};

function Outcome<T>({ controller, finding, describe, idsOf }: OutcomeProps<T>): VNode {
  const ids = finding.at === 'found' ? idsOf(finding.found) : [];
  const outcome = useRef<HTMLDivElement>(null);
  const before = useRef(finding.at);
  useEffect(() => {
    const isNew = finding.at === 'found' && before.current !== 'found';
    before.current = finding.at;
    if (isNew && outcome.current) showListBelow(outcome.current);
  }, [finding.at]);
  return (
    <div class="finding-outcome" ref={outcome}>
      <span role="status" class="dim">
        {finding.at === 'searching' && t('Searching…')}
        {finding.at === 'failed' && formatSentence(finding.message)}
        {finding.at === 'found' && describe(finding.found)}
      </span>
      {ids.length > 0 && (
        <button type="button" class="control" onClick={() => select(controller, ids)}>
          {t('Select All')}
        </button>
      )}
    </div>
  );
}

/** Scrolls the panel to new findings if fewer than a few rows are visible. */
function showListBelow(outcome: HTMLElement): void {
  const panel = outcome.closest('.findings');
  if (panel === null) return;
  const [top, below] = [outcome.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (top.bottom + fewRowsPx > below.bottom) panel.scrollTop += top.top - below.top;
}

function select(controller: MapController, ids: readonly string[], focus?: string): void {
  const places = ids.map((id) => controller.feed.indexOf(id)).filter((place) => place >= 0);
  controller.selection.change(Uint32Array.from(places), 'replace');
  if (focus !== undefined) void controller.focus.show(focus);
}

function textOf(controller: MapController, id: string | undefined): string {
  return controller.map.texts[controller.feed.indexOf(id)] || (id ?? '');
}
