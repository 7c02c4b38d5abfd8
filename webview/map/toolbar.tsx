import type { VNode } from 'preact';
import type { MapPicture } from '../../src/protocol/map.ts';
import { t } from '../shared/l10n.ts';
import type { MapController, Tool } from './mapController.ts';
import { SearchBox } from './searchBox.tsx';
import type { Layer } from './viewState.ts';

/** What can be done with the picture: search it, and choose what is shown. */
export function Toolbar({ controller }: { controller: MapController }): VNode {
  return (
    <div class="toolbar">
      <SearchBox controller={controller} />
      <span class="space" />
      <ToolButton
        controller={controller}
        tool="lasso"
        name={t('Lasso')}
        hint={t('Draw around points (L, or Shift while dragging); Shift adds, Alt takes away')}
      />
      <ToolButton
        controller={controller}
        tool="box"
        name={t('Box')}
        hint={t('Draw a box over points (B); Shift adds, Alt takes away')}
      />
      <span class="gap" />
      <LayerButton controller={controller} layer="labels" name={t('Labels')} />
      <LayerButton controller={controller} layer="contours" name={t('Contours')} />
      <LayerButton controller={controller} layer="table" name={t('Table')} />
      <LayerButton controller={controller} layer="findings" name={t('Findings')} />
      <button
        type="button"
        class="control"
        title={t('Show all points (F); again, those far out too')}
        onClick={() => controller.fit()}
      >
        {t('Fit')}
      </button>
      <SaveMenu controller={controller} />
    </div>
  );
}

async function takePicture(
  controller: MapController,
  format: MapPicture['format'],
): Promise<MapPicture> {
  const picture = await import('./picture/takePicture.ts');
  return picture.takePicture(controller, format);
}

/** Saves the picture or the points; it has nothing that stays chosen. */
function SaveMenu({ controller }: { controller: MapController }): VNode {
  return (
    <select
      class="control"
      aria-label={t('Save the map')}
      value=""
      onChange={({ currentTarget }) => {
        const { value } = currentTarget;
        currentTarget.value = '';
        if (value === 'csv') controller.actions.saveTable();
        else if (value === 'png' || value === 'svg')
          controller.actions.savePicture(takePicture(controller, value));
      }}
    >
      <option value="">{t('Save…')}</option>
      <option value="png">{t('Picture (PNG)')}</option>
      <option value="svg">{t('Picture (SVG)')}</option>
      <option value="csv">{t('Points (CSV)')}</option>
    </select>
  );
}

type ToolButtonProps = {
  readonly controller: MapController;
  readonly tool: Tool;
  readonly name: string;
  readonly hint: string;
};

function ToolButton({ controller, tool, name, hint }: ToolButtonProps): VNode {
  return (
    <button
      type="button"
      class="control toggle"
      aria-pressed={controller.tool === tool}
      title={hint}
      onClick={() => controller.chooseTool(tool)}
    >
      {name}
    </button>
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
