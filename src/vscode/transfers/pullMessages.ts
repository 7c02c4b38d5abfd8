import * as vscode from 'vscode';
import type { PullOutcome } from '../../services/transfer/pull.ts';
import type { Shortfall } from '../../services/transfer/verifyTransfer.ts';
import { fullCount } from '../formatNumbers.ts';
import { unitsText } from './transferProgress.ts';

/** Returns a message for the end of a pull, in a sentence or two. */
export function pullOutcomeMessage(outcome: PullOutcome, source: string): string {
  const { twin, records, total, readUnits } = outcome;
  const held = fullCount(records);
  const wanted = fullCount(outcome.wanted);
  const cost = unitsText(readUnits);
  switch (outcome.state) {
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
        'The pull of “{0}” stopped at its budget, with {1} of {2} records for {3}. Resume it with a larger budget.',
        source,
        held,
        wanted,
        cost,
      );
    case 'cancelled':
      return vscode.l10n.t(
        'The pull of “{0}” was cancelled. “{1}” keeps {2} of {3} records, and the pull can resume from there at any time.',
        source,
        twin,
        held,
        wanted,
      );
    case 'interrupted':
      return vscode.l10n.t(
        'The pull of “{0}” was interrupted: “{1}” keeps {2} of {3} records, and the pull can resume from there. {4}.',
        source,
        twin,
        held,
        wanted,
        outcome.failure.message,
      );
  }
}

/** Returns a reason why a transfer is incomplete, as a clause. */
export function shortfallText(shortfall: Shortfall): string {
  const count = (value: number): string => value.toLocaleString('en');
  switch (shortfall.kind) {
    case 'vanished':
      return vscode.l10n.t('{0} records were deleted in the meantime', count(shortfall.count));
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
        '{0} records were written, but the engine has {1}, or other ones',
        count(shortfall.written),
        count(shortfall.held),
      );
  }
}
