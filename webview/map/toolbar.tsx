import type { VNode } from 'preact';
import { t } from '../shared/l10n.ts';
import type { MapController } from './mapController.ts';
import { SearchBox } from './searchBox.tsx';
import type { Layer } from './viewState.ts';

/** What can be done with the picture: search it, and choose what is shown. */
export function Toolbar({ controller }: { controller: MapController }): VNode {
  return (
    <div class="toolbar">
      <SearchBox controller={controller} />
      <span class="space" />
      <LayerButton controller={controller} layer="labels" name={t('Labels')} />
      <button
        type="button"
        class="control"
        title={t('Show all points (F); again, those far out too')}
        onClick={() => controller.fit()}
      >
        {t('Fit')}
      </button>
    </div>
  );
}

type LayerButtonProps = {
  readonly controller: MapController;
  readonly layer: Layer;
  readonly name: string;
};

function LayerButton({ controller, layer, name }: LayerButtonProps): VNode {
  return (
    <button
      type="button"
      class="control toggle"
      aria-pressed={controller.isShown(layer)}
      onClick={() => controller.toggle(layer)}
    >
      {name}
    </button>
  );
}
