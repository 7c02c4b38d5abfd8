import { h, type ComponentType, type FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from './l10n.ts';

type Loaded<Props> =
  | { readonly at: 'loading' }
  | { readonly at: 'loaded'; readonly component: ComponentType<Props> }
  | { readonly at: 'failed' };

/**
 * Returns a component whose code is loaded when it is first shown. It renders nothing while loading, and a message if
 * loading fails.
 */
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
        {t('This part of the view could not be loaded. Close the view and open it again.')}
      </p>
    );
  };
}

/** Loads a style sheet from the folder of the view's own style sheet, once. */
export function loadStyles(name: string): Promise<void> {
  const own = document.querySelector<HTMLLinkElement>('link[rel=stylesheet]')?.href ?? '';
  const { href } = new URL(name, own);
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')];
  if (links.some((link) => link.href === href)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error(`${name} could not be read`)));
    // Inserted before the view's own style sheet, which takes precedence.
    document.head.prepend(link);
  });
}
