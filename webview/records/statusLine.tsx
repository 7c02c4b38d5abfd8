import type { VNode } from 'preact';
import type { RecordsStatus } from '../../src/protocol/records.ts';
import { formatCount, formatReadUnits } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { RecordsController } from './recordsController.ts';

/** The status line: how many records there are, how many of them are shown, and what reading has cost. */
export function StatusLine({ controller }: { controller: RecordsController }): VNode {
  const { status, notice, title } = controller;
  return (
    <footer class="status-line">
      <p class="numeric" role="status">
        {status &&
          [...describe(controller, status), notice].filter((part) => part !== '').join(' · ')}
      </p>
      {status && title?.isFree === false && (
        <span
          class="numeric dim"
          title={t(
            'Read units of this view, and where it stops: ids cost 1 RU a page, records 1 RU for 10',
          )}
        >
          {t('{0} of {1}', formatReadUnits(status.readUnits), formatReadUnits(status.budget ?? 0))}
        </span>
      )}
    </footer>
  );
}

function describe(controller: RecordsController, status: RecordsStatus): string[] {
  const { sort, rows } = controller;
  if (sort !== undefined) {
    const field = sort.field === '' ? t('id') : sort.field;
    return [
      t('{0} records read so far, sorted by {1}', formatCount(controller.rowCount), field),
      countOf(controller, status),
    ];
  }
  return [countOf(controller, status), t('{0} read', formatCount(rows.size))];
}

function countOf(controller: RecordsController, { listed, isDone, total }: RecordsStatus): string {
  const count = isDone ? listed : (total ?? listed);
  const text = formatCount(count);
  if (controller.isNarrowed)
    return isDone ? t('{0} matching records', text) : t('{0} or more matching records', text);
  if (count === 1) return t('1 record');
  return isDone || total !== undefined ? t('{0} records', text) : t('{0} or more records', text);
}
