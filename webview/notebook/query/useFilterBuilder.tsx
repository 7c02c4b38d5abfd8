import type { ComponentChildren, ComponentProps } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../shared/l10n.ts';
import { lazy } from '../../shared/lazy.tsx';
import type { FilterBuilder } from './filterBuilder.tsx';

const Builder = lazy(async () => (await import('./filterBuilder.tsx')).FilterBuilder);

/** Returns a button that shows or hides the conditions of a filter as rows, and the rows while they are shown. */
export function useFilterBuilder(
  props: ComponentProps<typeof FilterBuilder>,
  onShow: () => void,
): { readonly button: ComponentChildren; readonly view: ComponentChildren } {
  const [isShown, setIsShown] = useState(false);
  return {
    button: (
      <button
        type="button"
        class="link-button"
        aria-expanded={isShown}
        title={t('Edit the filter as rows of conditions')}
        onClick={() => {
          setIsShown(!isShown);
          onShow();
        }}
      >
        {isShown ? t('hide conditions') : t('conditions…')}
      </button>
    ),
    view: isShown && <Builder {...props} />,
  };
}
