import type { VNode } from 'preact';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { canvasPointLimit } from './canvasRenderer.ts';

/** Explains that there are too many points to draw without WebGL2, and how to enable it. */
export function TooManyPointsNotice({ count }: { readonly count: number }): VNode {
  return (
    <p class="notice">
      {t(
        'This map has {0} points. Without WebGL2 only {1} can be drawn. Turn on hardware acceleration for VS Code (command Configure Runtime Arguments) and restart VS Code.',
        formatCount(count),
        formatCount(canvasPointLimit),
      )}
    </p>
  );
}
