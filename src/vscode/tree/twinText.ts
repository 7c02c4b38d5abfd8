import * as vscode from 'vscode';
import type { Twin } from '../../model/twin.ts';
import { formatAge } from '../age.ts';
import { formatCount } from '../format.ts';

/** Where a twin stands: “pulled 2 h ago”, “50k of 2.1M sample”. `held` records are in it, as far as that is known. */
export function twinText(
  { state, scope, total, pulledAtMs }: Twin,
  held: number | undefined,
  now: number,
): readonly string[] {
  const age = formatAge(pulledAtMs, now);
  const wanted = scope.kind === 'sample' ? scope.size : total;
  if (state === 'running') {
    const part =
      held === undefined
        ? []
        : [vscode.l10n.t('{0} of {1}', formatCount(held), formatCount(wanted))];
    return [vscode.l10n.t('pull not finished'), ...part];
  }
  const pulled =
    state === 'complete'
      ? vscode.l10n.t('pulled {0}', age)
      : vscode.l10n.t('pulled {0}, incomplete', age);
  const count = formatCount(held ?? wanted);
  return [
    pulled,
    scope.kind === 'sample'
      ? vscode.l10n.t('{0} of {1} sample', count, formatCount(total))
      : vscode.l10n.t('{0} records', count),
  ];
}
