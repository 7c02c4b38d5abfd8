import type { Disposable } from '../../../src/common/disposables.ts';
import { parseComputedColour, type Rgb } from './colour.ts';

/** The colours of VS Code's theme that the canvas needs. */
export type Theme = {
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly isHighContrast: boolean;
};

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  return {
    background: parseComputedColour(style.backgroundColor) ?? [30, 30, 30],
    foreground: parseComputedColour(style.color) ?? [204, 204, 204],
    isHighContrast:
      document.body.classList.contains('vscode-high-contrast') ||
      document.body.classList.contains('vscode-high-contrast-light') ||
      matchMedia('(forced-colors: active)').matches,
  };
}

/** Calls the listener after a change of theme: VS Code then rewrites the variables and classes of the page. */
export function onDidChangeTheme(listener: () => void): Disposable {
  const observer = new MutationObserver(listener);
  const attributeFilter = ['class', 'style', 'data-vscode-theme-id'];
  observer.observe(document.documentElement, { attributeFilter });
  observer.observe(document.body, { attributeFilter });
  return { dispose: () => observer.disconnect() };
}

/** Returns whether the user prefers reduced motion, in VS Code or in the system. */
export function wantsReducedMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
