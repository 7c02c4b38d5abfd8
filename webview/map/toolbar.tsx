import type { VNode } from 'preact';
import type { MapImage } from '../../src/protocol/map.ts';
import { ActionBar, type BarItem } from '../shared/actionBar.tsx';
import { t } from '../shared/l10n.ts';
import type { MenuItem } from '../shared/menu.tsx';
import type { MapController } from './mapController.ts';
import { SearchBox } from './search/searchBox.tsx';
import type { Tool } from './tools.ts';
import type { Layer } from './viewState.ts';

/** The toolbar: search, selection tools, layers and export. */
export function Toolbar({ controller }: { controller: MapController }): VNode {
  return (
    <div class="toolbar">
      <SearchBox controller={controller} />
      <ActionBar
        label={t('Tools')}
        items={[...tools(controller), ...layers(controller), ...actions(controller)]}
      />
    </div>
  );
}

function tools(controller: MapController): BarItem[] {
  const tool = (which: Tool, name: string, hint: string): BarItem => ({
    name,
    hint,
    isOn: controller.tools.current === which,
    act: () => controller.tools.choose(which),
  });
  const turn = tool(
    'turn',
    t('Turn'),
    t(
      'Turn the space by dragging (T); Alt while dragging moves it, the second button always turns',
    ),
  );
  return [
    ...(controller.scene.isSpace ? [turn] : []),
    tool(
      'lasso',
      t('Lasso'),
      t('Draw around points (L, or Shift while dragging); Shift adds, Alt takes away'),
    ),
    tool('box', t('Box'), t('Draw a box over points (B); Shift adds, Alt takes away')),
  ];
}

function layers(controller: MapController): BarItem[] {
  const layer = (which: Layer, name: string): BarItem => ({
    name,
    isOn: controller.layers.isShown(which),
    act: () => controller.layers.toggle(which),
  });
  return [
    { ...layer('labels', t('Labels')), beginsGroup: true },
    layer('contours', t('Contours')),
    layer('table', t('Table')),
    layer('findings', t('Findings')),
  ];
}

function actions(controller: MapController): BarItem[] {
  const reset: BarItem = {
    name: t('Reset View'),
    hint: t('Look at the whole space from the front again (R)'),
    act: () => controller.turning.reset(),
  };
  const picture = (format: MapImage['format'], name: string): MenuItem => ({
    name,
    act: () => controller.actions.saveImage(captureImage(controller, format)),
  });
  return [
    {
      name: t('Fit'),
      hint: t('Show all points (F); again, those far out too'),
      beginsGroup: true,
      act: () => controller.fit(),
    },
    ...(controller.turning.isRotated ? [reset] : []),
    {
      name: t('Save'),
      items: [
        picture('png', t('Save Picture (PNG)…')),
        picture('svg', t('Save Picture (SVG)…')),
        { name: t('Save Points (CSV)…'), act: () => controller.actions.saveTable() },
      ],
    },
  ];
}

async function captureImage(
  controller: MapController,
  format: MapImage['format'],
): Promise<MapImage> {
  const picture = await import('./imageExport/captureImage.ts');
  return picture.captureImage(controller, format);
}
