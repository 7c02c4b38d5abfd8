import * as vscode from 'vscode';
import type { PullOutcome } from '../../services/transfer/pull.ts';
import type { PullProgress } from '../../services/transfer/pullRun.ts';
import type { Shortfall } from '../../services/transfer/verify.ts';
import { formatCount, fullCount } from '../format.ts';

/** How far a pull is, in a line: “12,000 of 50,000 records · 2,400/s · 3 min left · 1,200 read units”. */
export function progressText(progress: PullProgress): string {
  const { phase, perSecond, secondsLeft, readUnits } = progress;
  if (phase === 'verifying') return vscode.l10n.t('verifying');
  const done = fullCount(progress.done);
  const of = fullCount(progress.of);
  const parts = [
    phase === 'listing'
      ? vscode.l10n.t('{0} of {1} ids listed', done, of)
      : vscode.l10n.t('{0} of {1} records', done, of),
  ];
  if (perSecond !== undefined)
    parts.push(vscode.l10n.t('{0}/s', formatCount(Math.round(perSecond))));
  if (secondsLeft !== undefined) parts.push(timeLeft(secondsLeft));
  parts.push(unitsText(readUnits));
  return parts.join(' · ');
}

export function unitsText(units: number): string {
  return vscode.l10n.t('{0} read units', Math.ceil(units).toLocaleString('en'));
}

/** How a pull has ended, in a sentence or two. */
export function outcomeText(outcome: PullOutcome, source: string): string {
  const { twin, state, records, total, readUnits } = outcome;
  const held = fullCount(records);
  const cost = unitsText(readUnits);
  switch (state) {
    case 'complete':
      return records === total
        ? vscode.l10n.t('“{0}” holds all {1} records of “{2}”, for {3}.', twin, held, source, cost)
        : vscode.l10n.t(
            '“{0}” holds a sample of {1} of the {2} records of “{3}”, for {4}.',
            twin,
            held,
            fullCount(total),
            source,
            cost,
          );
    case 'incomplete':
      return vscode.l10n.t(
        '“{0}” is incomplete: {1}. Pull again to bring it up to date.',
        twin,
        outcome.shortfalls.map(shortfallText).join(', '),
      );
    case 'stopped':
      return vscode.l10n.t(
        'The pull of “{0}” has stopped at its budget, with {1} records for {2}. It can go on with a larger one.',
        source,
        held,
        cost,
      );
  }
}

function shortfallText(shortfall: Shortfall): string {
  const count = (value: number): string => value.toLocaleString('en');
  switch (shortfall.kind) {
    case 'vanished':
      return vscode.l10n.t('{0} records were deleted meanwhile', count(shortfall.count));
    case 'unfit':
      return vscode.l10n.t('{0} vectors do not fit the dimension', count(shortfall.count));
    case 'changed':
      return vscode.l10n.t(
        'the source listed {0} records and has {1} now',
        count(shortfall.listed),
        count(shortfall.counted),
      );
    case 'differs':
      return vscode.l10n.t(
        '{0} records were written and the engine holds {1}, or others',
        count(shortfall.written),
        count(shortfall.held),
      );
  }
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return vscode.l10n.t('{0} s left', Math.ceil(seconds));
  if (seconds < 90 * 60) return vscode.l10n.t('{0} min left', Math.round(seconds / 60));
  return vscode.l10n.t('{0} h left', Math.round(seconds / 3600));
}
