import type { VNode } from 'preact';
import { ActionBar, type BarItem } from '../shared/actionBar.tsx';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { RecordsController } from './recordsController.ts';

/** What can be done with the selected records. */
export function SelectionBar({ controller }: { controller: RecordsController }): VNode {
  const { selected } = controller;
  return (
    <div class="selection-bar">
      <span class="numeric">{t('{0} selected', formatCount(selected.size))}</span>
      <ActionBar label={t('Selected records')} items={itemsOf(controller)} />
    </div>
  );
}

/** What can be done with all records that match the filter. */
export function MatchingBar({ controller }: { controller: RecordsController }): VNode {
  const items = [judgeItem(controller, []), ...changesOf(controller, [])];
  return (
    <div class="selection-bar">
      <span>{t('All that match the filter')}</span>
      <ActionBar label={t('Matching records')} items={items} />
    </div>
  );
}

function itemsOf(controller: RecordsController): BarItem[] {
  const { ids } = controller.selected;
  const actions = controller.title?.actions ?? [];
  const [first] = ids;
  const items: BarItem[] = [];
  if (ids.length === 1 && first !== undefined && actions.includes('open'))
    items.push({ name: t('Open Record'), act: () => controller.run('open', [first]) });
  if (controller.title?.canSearch)
    items.push({
      name: t('Send to Notebook'),
      hint: t('Open a notebook with a query by the first selected record'),
      act: () => controller.query(ids),
    });
  items.push(
    judgeItem(controller, ids),
    ...changesOf(controller, ids),
    { name: t('Copy as JSON'), act: () => void controller.copyRecords(ids, 'json') },
    { name: t('Copy as CSV'), act: () => void controller.copyRecords(ids, 'csv') },
  );
  items.push({ name: t('Clear'), beginsGroup: true, act: () => controller.clearSelection() });
  return items;
}

function judgeItem(controller: RecordsController, ids: readonly string[]): BarItem {
  return {
    name: t('Judge…'),
    hint: t('Grade these records for a question of a study, one key each'),
    act: () => void controller.judge(ids),
  };
}

/** Without ids, the changes are of all records that match the filter. */
function changesOf(controller: RecordsController, ids: readonly string[]): BarItem[] {
  const actions = controller.title?.actions ?? [];
  const items: BarItem[] = [];
  if (actions.includes('editMetadata'))
    items.push({ name: t('Edit Metadata…'), act: () => controller.run('editMetadata', ids) });
  if (actions.includes('delete'))
    items.push({ name: t('Delete…'), act: () => controller.run('delete', ids) });
  return items;
}
