import type { VNode } from 'preact';
import { t } from '../shared/l10n.ts';
import type { RecordsController } from './recordsController.ts';

/** Says why no records are shown, and what to do next. */
export function EmptyNotice({ controller }: { controller: RecordsController }): VNode {
  const actions = controller.title?.actions ?? [];
  if (controller.isNarrowed)
    return (
      <div class="empty">
        <p>
          {t(
            'No record matches. Check the start of the ids, and the names and types in the filter.',
          )}
        </p>
        <button
          type="button"
          class="control"
          onClick={() => void controller.select({ prefix: '', filter: '' })}
        >
          {t('Show All Records')}
        </button>
      </div>
    );
  return (
    <div class="empty">
      <p>
        {t(
          'This namespace has no records yet. Records written moments ago may not be visible yet.',
        )}
      </p>
      {actions.includes('import') && (
        <button type="button" class="control" onClick={() => controller.run('import', [])}>
          {t('Import Records…')}
        </button>
      )}
      {actions.includes('new') && (
        <button type="button" class="control" onClick={() => controller.run('new', [])}>
          {t('New Record')}
        </button>
      )}
      <button type="button" class="control" onClick={() => void controller.reload()}>
        {t('Reload')}
      </button>
    </div>
  );
}
