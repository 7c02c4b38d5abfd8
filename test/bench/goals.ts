import { markdownTable, figure } from './shared/markdown.ts';

/** A figure that was to be reached. */
export type Goal = {
  readonly name: string;
  /** Null where it was not measured in this run. */
  readonly value: number | null;
  readonly goal: number;
  readonly better: 'lower' | 'higher';
};

export function isReached({ value, goal, better }: Goal): boolean {
  return value !== null && (better === 'lower' ? value <= goal : value >= goal);
}

export function goalTable(goals: readonly Goal[]): string {
  const rows = goals.map((one) => [
    one.name,
    one.value === null ? 'not in this run' : figure(one.value),
    `${one.better === 'lower' ? '≤' : '≥'} ${figure(one.goal)}`,
    one.value === null ? '' : isReached(one) ? 'yes' : 'no',
  ]);
  return markdownTable(['Goal', 'measured', 'to reach', 'reached'], rows);
}
