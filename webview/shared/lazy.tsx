import { h, type ComponentType, type FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from './l10n.ts';

type Loaded<Props> =
  | { readonly at: 'loading' }
  | { readonly at: 'loaded'; readonly component: ComponentType<Props> }
  | { readonly at: 'failed' };

/** A component whose code is read when it is first shown. Until then there is nothing; where that fails, a sentence. */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
  return function Lazy(props) {
    const [state, setState] = useState<Loaded<Props>>({ at: 'loading' });
    useEffect(() => {
      load().then(
        (component) => setState({ at: 'loaded', component }),
        () => setState({ at: 'failed' }),
      );
    }, []);
    if (state.at === 'loading') return null;
    if (state.at === 'loaded') return h(state.component, props);
    return (
      <p role="alert">
        {t('This part of the view could not be read: close the view and open it again.')}
      </p>
    );
  };
}
