import * as vscode from 'vscode';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Returns an age in one unit: “just now”, “5 min ago”, “3 h ago”, “12 days ago”. */
export function formatAge(at: number, now: number): string {
  const ageMs = now - at;
  if (ageMs < minuteMs) return vscode.l10n.t('just now');
  if (ageMs < hourMs) return vscode.l10n.t('{0} min ago', Math.floor(ageMs / minuteMs));
  if (ageMs < dayMs) return vscode.l10n.t('{0} h ago', Math.floor(ageMs / hourMs));
  const days = Math.floor(ageMs / dayMs);
  return days === 1 ? vscode.l10n.t('1 day ago') : vscode.l10n.t('{0} days ago', days);
}
