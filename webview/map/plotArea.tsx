import type { VNode } from 'preact';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { MapController } from './mapController.ts';
import { titleOf } from './shared/mapState.ts';
import { describePhase } from './shared/displayText.ts';
import { lazy } from '../shared/lazy.tsx';

/** The plot area: the canvas with the points, the layers above it, and notices. */
export function PlotArea({ controller, canvas }: PlotAreaProps): VNode {
  return (
    <section class="picture" aria-label={t('Picture')}>
      {canvas}
      {/* Without points there is nothing to draw the layers on. */}
      {controller.scene.drawing !== 'none' && <LayerVisibility controller={controller} />}
      <div class="picture-foot">
        {hasNoLayout(controller) && <NoLayoutNotice controller={controller} />}
        <FarPoints controller={controller} />
        {controller.selection.points.size > 0 && <SelectionBar controller={controller} />}
      </div>
      <Notice controller={controller} />
    </section>
  );
}

// These layers are loaded on first use and stay out of the initial bundle.
const AxesLayer = lazy(async () => (await import('./space/axesLayer.tsx')).AxesLayer);
const ContourLayer = lazy(async () => (await import('./density/contourLayer.tsx')).ContourLayer);
const LabelLayer = lazy(async () => (await import('./labels/labelLayer.tsx')).LabelLayer);
const NoLayoutNotice = lazy(async () => (await import('./noLayoutNotice.tsx')).NoLayoutNotice);
const OutlineLayer = lazy(
  async () => (await import('./filterRegion/outlineLayer.tsx')).OutlineLayer,
);
const TooltipLayer = lazy(async () => (await import('./tooltipLayer.tsx')).TooltipLayer);
const QueryLayer = lazy(async () => (await import('./queries/queryLayer.tsx')).QueryLayer);
const RegionLayer = lazy(async () => (await import('./selection/regionLayer.tsx')).RegionLayer);
const SelectionBar = lazy(async () => (await import('./selection/selectionBar.tsx')).SelectionBar);
const TooManyPointsNotice = lazy(
  async () => (await import('./drawing/tooManyPointsNotice.tsx')).TooManyPointsNotice,
);

type PlotAreaProps = {
  readonly controller: MapController;
  /** Renders the points. */
  readonly canvas: VNode;
};

/** The layers above the points. */
function LayerVisibility({ controller }: { controller: MapController }): VNode {
  const { focus } = controller;
  return (
    <>
      {controller.layers.isShown('contours') && !controller.rotationControl.isRotating && (
        <ContourLayer controller={controller} />
      )}
      {controller.search.region && !controller.rotationControl.isRotating && (
        <OutlineLayer
          controller={controller}
          region={controller.search.region}
          isRinged={controller.search.isRinged}
        />
      )}
      {controller.layers.isShown('labels') && controller.labels.all.length > 0 && (
        <LabelLayer scene={controller.scene} labels={controller.labels.all} />
      )}
      {controller.queries.all.length > 0 && (
        <QueryLayer
          scene={controller.scene}
          queries={controller.queries.all}
          nameOf={(missed) => titleOf(controller.map, missed)}
        />
      )}
      {(focus.hovered >= 0 || focus.index >= 0) && <TooltipLayer controller={controller} />}
      {controller.map.explained.length > 0 && <AxesLayer controller={controller} />}
      <RegionLayer draft={controller.draft} />
    </>
  );
}

/** Returns whether the engine skipped the layout, because there are too few different records. */
function hasNoLayout({ map: { phase }, title }: MapController): boolean {
  return phase.at === 'done' && phase.quality === undefined && title?.parameters.method !== 'pca';
}

/** Says how many outliers are outside of the view, with a button that shows them. */
function FarPoints({ controller }: { controller: MapController }): VNode | null {
  const { outlierCount } = controller.scene;
  if (outlierCount === 0) return null;
  return (
    <p class="far-points">
      {t('{0} far points are outside of the view.', formatCount(outlierCount))}{' '}
      <button type="button" class="link-button" onClick={() => controller.fit()}>
        {t('Show All (F)')}
      </button>
    </p>
  );
}

/** The notice shown in place of points. */
function Notice({ controller }: { controller: MapController }): VNode | null {
  const { scene, map } = controller;
  const { phase } = map;
  if (map.ids.length === 0) {
    const isWorking = phase.at === 'opening' || phase.at === 'computing';
    return isWorking ? <p class="notice dim late">{describePhase(map)}…</p> : null;
  }
  if (scene.drawing === 'lost')
    return (
      <p class="notice">
        {t('The graphics driver has stopped; the map returns when the driver restarts.')}
      </p>
    );
  return scene.drawing === 'none' ? <TooManyPointsNotice count={map.ids.length} /> : null;
}
