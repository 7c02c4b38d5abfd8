import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import { t } from '../../shared/l10n.ts';
import { lazy } from '../../shared/lazy.tsx';
import type { NotebookController } from '../state/notebookController.ts';

const RequestView = lazy(async () => (await import('./requestView.tsx')).RequestView);

/** Returns a button that shows or hides the request of a query, and the request while it is shown. */
export function useRequest(
  controller: NotebookController,
  cell: QueryCell,
): { readonly button: ComponentChildren; readonly view: ComponentChildren } {
  const [isShown, setIsShown] = useState(false);
  return {
    button: (
      <button
        type="button"
        class="link-button"
        aria-expanded={isShown}
        title={t('Show the request that this query sends, and copy it as code')}
        onClick={() => setIsShown(!isShown)}
      >
        {isShown ? t('hide request') : t('request…')}
      </button>
    ),
    view: isShown && <RequestView controller={controller} cell={cell} />,
  };
}
