import type { RowScorer } from '../exact/rowScorer.ts';
import type { ScanControl } from './scanControl.ts';
import type { ScoreJob } from './scanDesk.ts';

/** Rows that a thread scores before it looks for more. */
const shareRows = 128;

/** Scores shares of the rows until none is left that another thread has not taken. */
export function scoreShares(
  scorer: RowScorer,
  { plan, scores }: ScoreJob,
  control: ScanControl,
): void {
  const { rows } = plan;
  for (let at = control.take() * shareRows; at < rows.length; at = control.take() * shareRows) {
    const share = rows.subarray(at, at + shareRows);
    scorer.scoreInto({ ...plan, rows: share }, scores.subarray(at, at + shareRows));
  }
}
