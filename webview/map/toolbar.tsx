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
  const rotation = tool(
    'rotate',
    t('Rotate'),
    t('Rotate the 3D map by dragging (T); Alt+drag pans, the right button always rotates'),
  );
  return [
    ...(controller.scene.isSpace ? [rotation] : []),
    tool('lasso', t('Lasso'), t('Draw around points (L, or Shift+drag); Shift adds, Alt removes')),
    tool('box', t('Box'), t('Draw a box around points (B); Shift adds, Alt removes')),
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
    hint: t('Show the whole 3D map from the front (R)'),
    act: () => controller.rotationControl.reset(),
  };
  const picture = (format: MapImage['format'], name: string): MenuItem => ({
    name,
    act: () => controller.actions.saveImage(captureImage(controller, format)),
  });
  return [
    {
      name: t('Fit'),
      hint: t('Fit all points (F); again to include outliers'),
      beginsGroup: true,
      act: () => controller.fit(),
    },
    ...(controller.rotationControl.isRotated ? [reset] : []),
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
