import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Usage } from '../../../src/model/hit.ts';
import type {
  CellOutcome,
  CellRun,
  CompareOutcome,
  ExplainOutcome,
  MapOutcome,
} from '../../../src/protocol/notebook.ts';
import { formatAge, formatCount, formatDuration, formatReadUnits } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import type { HitsOutcome } from '../state/runOutcomes.ts';

/** The status line of a run; changes are announced to screen readers. */
export function CellStatus({ run, isOutdated = false }: CellStatusProps): VNode {
  return (
    <div class="cell-status numeric">
      <span role="status" class="cell-status-text">
        {run?.state === 'done' && <Outcome outcome={run.outcome} />}
        {run?.state === 'done' && run.keptFromMs !== undefined && <Kept fromMs={run.keptFromMs} />}
        {isOutdated && <Outdated />}
        {run?.state === 'running' && <span class="unseen">{t('Running')}</span>}
      </span>
      {run?.state === 'running' && <Elapsed key={run.startedAt} startedAt={run.startedAt} />}
    </div>
  );
}

/** Shorter runs show no elapsed time, because it would only flicker. */
const patienceMs = 300;
const tickMs = 100;

type CellStatusProps = {
  readonly run: CellRun | undefined;
  /** Whether the query has changed since the run. */
  readonly isOutdated?: boolean;
};

function Outdated(): VNode {
  return (
    <span class="outdated" title={t('The cell has changed since this run: run it for new hits')}>
      <Icon name="clock" />
      {t('Outdated: the query has changed')}
    </span>
  );
}

/** Says that a result is of an earlier session, and how old it is. */
function Kept({ fromMs }: { readonly fromMs: number }): VNode {
  const ageMs = Date.now() - fromMs;
  const text = ageMs < 60_000 ? t('kept from just now') : t('kept from {0} ago', formatAge(ageMs));
  return (
    <span
      class="outdated"
      title={t('Found on {0}, before the window was loaded', new Date(fromMs).toLocaleString())}
    >
      <Icon name="clock" />
      {text}
    </span>
  );
}

function Outcome({ outcome }: { readonly outcome: CellOutcome }): VNode {
  if (outcome.kind === 'hits') return <Hits outcome={outcome} />;
  if (outcome.kind === 'map') return <MapMade outcome={outcome} />;
  if (outcome.kind === 'explanations' || outcome.kind === 'comparison')
    return <Analysed outcome={outcome} />;
  if (outcome.kind === 'stopped') return <span>{t('Stopped')}</span>;
  return (
    <span class="is-error">
      <Icon name="error" />
      {outcome.kind === 'failed' ? t('Failed') : t('Not run: the cell has a problem')}
    </span>
  );
}

/** The elapsed time of a run, after a short delay. Hidden from screen readers, which would announce every update. */
function Elapsed({ startedAt }: { readonly startedAt: number }): VNode | null {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  const elapsedMs = nowMs - startedAt;
  if (elapsedMs < patienceMs) return null;
  return (
    <span class="elapsed" aria-hidden="true">
      <vscode-progress-ring />
      {t('Running · {0}', formatDuration(elapsedMs))}
    </span>
  );
}

function MapMade({ outcome }: { readonly outcome: MapOutcome }): VNode {
  const { shown, total, tookMs, cachedAtMs, quality, index, binding } = outcome;
  const parts = [
    t('{0} of {1} records', formatCount(shown), formatCount(total)),
    ...(index === binding.index ? [] : [t('from “{0}” on this machine', index)]),
    cachedAtMs === undefined ? formatDuration(tookMs) : describeKept(Date.now() - cachedAtMs),
    ...(quality
      ? [
          t('trust {0}', quality.trustworthiness.toFixed(3)),
          t('recall {0}', quality.recall.toFixed(2)),
        ]
      : []),
  ];
  return <span>{parts.join(' · ')}</span>;
}

function describeKept(ageMs: number): string {
  return ageMs < 60_000 ? t('made just now') : t('cached {0} ago', formatAge(ageMs));
}

function Analysed({ outcome }: { readonly outcome: ExplainOutcome | CompareOutcome }): VNode {
  const { tookMs, usage } = outcome;
  const count =
    outcome.kind === 'comparison'
      ? t('{0} results compared', outcome.lists.length)
      : outcome.explanations.length === 1
        ? t('1 record explained')
        : t('{0} records explained', outcome.explanations.length);
  return (
    <span>
      {count} · {formatDuration(tookMs)}
      <ReadUnits usage={usage} />
    </span>
  );
}

function ReadUnits({ usage: { readUnits = 0 } }: { readonly usage: Usage }): VNode | null {
  if (readUnits === 0) return null;
  return (
    <span title={t('Read units, as counted by the service')}> · {formatReadUnits(readUnits)}</span>
  );
}

function Hits({ outcome }: { readonly outcome: HitsOutcome }): VNode {
  const { hits, tookMs, usage, scoredBy } = outcome;
  const count = hits.length === 1 ? t('1 hit') : t('{0} hits', formatCount(hits.length));
  return (
    <span>
      {count} · {formatDuration(tookMs)}
      {scoredBy === 'rerank' && ` · ${t('reranked')}`}
      {scoredBy === 'rrf' && ` · ${t('fused by rank')}`}
      {usage.readUnits !== undefined && (
        <span title={t('Read units, as counted by the service')}>
          {' '}
          · {formatReadUnits(usage.readUnits)}
        </span>
      )}
    </span>
  );
}
