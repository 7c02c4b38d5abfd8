import type { VNode } from 'preact';
import { t } from '../../shared/l10n.ts';
import { lazy } from '../../shared/lazy.tsx';
import type { MapController } from '../mapController.ts';

const RecordView = lazy(async () => (await import('./recordView.tsx')).RecordView);

/** The panel of the focused record; shows usage hints if there is none. */
export function RecordPanel({ controller }: { controller: MapController }): VNode {
  const { id } = controller.focus;
  return (
    <section class="record" aria-label={t('Record')}>
      {id === undefined ? <Hint /> : <RecordView controller={controller} id={id} />}
    </section>
  );
}

function Hint(): VNode {
  return (
    <p class="dim">
      {t(
        'Select a point to see its record and its neighbours. With the keyboard: arrows go to the next point, Enter shows its record, + and - zoom, F shows all points, Esc clears.',
      )}
    </p>
  );
}
