import type { VNode } from 'preact';
import type { MapController } from '../../map/mapController.ts';
import type { Tool } from '../../map/tools.ts';
import type { Layer } from '../../map/viewState.ts';
import { stageName } from '../../map/shared/displayText.ts';
import { formatCount, formatSentence } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { CellStatus } from '../cell/cellStatus.tsx';
import { visibleNotebook } from '../state/notebookModel.ts';
import type { CellMapProps } from './mapCellProps.ts';

type MapBarProps = CellMapProps & { readonly map: MapController };

/** The toolbar of a map cell: progress, status and actions. */
export function MapBar(props: MapBarProps): VNode {
  const { map, run } = props;
  return (
    <div class="result-bar map-bar">
      {run && <CellStatus run={run} />}
      {map.map.phase.at === 'computing' && <Stage map={map} />}
      <Found map={map} />
      {isOutdated(props) && (
        <span class="dim">{t('Outdated: run the cell to apply the new settings')}</span>
      )}
      <WantedQuery {...props} />
      {map.map.ids.length > 0 && <MapTools {...props} />}
    </div>
  );
}

function Stage({ map }: { readonly map: MapController }): VNode | null {
  const { phase } = map.map;
  const progress = phase.at === 'computing' ? phase.progress : undefined;
  if (progress === undefined) return null;
  const { stage, done, of } = progress;
  const name = stageName(stage);
  return (
    <span class="map-stage numeric">
      {of > 0 ? `${name} ${Math.floor((100 * done) / of)}%` : name}
      <progress class="progress" aria-label={name} {...(of > 0 && { value: done, max: of })} />
    </span>
  );
}

/** Returns the text for the number of points that match the filter. */
function Found({ map }: { readonly map: MapController }): VNode | null {
  const { state, matches } = map.search;
  if (state.at === 'found')
    return <span class="numeric">{t('{0} match the filter', formatCount(matches.size))}</span>;
  return state.at === 'failed' ? <span role="alert">{formatSentence(state.message)}</span> : null;
}

/** Returns whether the shown map was made with other parameters than those on screen. */
function isOutdated({ cell, run }: MapBarProps): boolean {
  if (run?.state !== 'done' || run.ranAs.kind !== 'map' || run.outcome.kind !== 'map') return false;
  const one = run.ranAs.parameters;
  const other = cell.parameters;
  return (
    one.method !== other.method ||
    one.components !== other.components ||
    one.distance !== other.distance ||
    one.neighbours !== other.neighbours ||
    one.minDistance !== other.minDistance ||
    one.detail !== other.detail ||
    one.sample !== other.sample ||
    one.seed !== other.seed ||
    run.ranAs.otherNamespaces !== cell.otherNamespaces
  );
}

/** A hint to run the query whose hits the map shows, if it has not run since the notebook was opened. */
function WantedQuery({ controller, cell }: MapBarProps): VNode | null {
  const { model } = controller;
  const cells = visibleNotebook(model)?.cells ?? [];
  const query = cells.find((one) => one.kind === 'query' && one.name === cell.query);
  if (cell.query === '' || query === undefined || model.runs[query.id]) return null;
  return (
    <button type="button" class="link-button" onClick={() => void controller.run(query.id)}>
      {t('Run “{0}” to see its hits', cell.query)}
    </button>
  );
}

function MapTools({ controller, cell, map }: MapBarProps): VNode {
  const tool = (name: Tool, label: string, hint: string): VNode => (
    <TabButton
      label={label}
      hint={hint}
      isPressed={map.tools.current === name}
      onClick={() => map.tools.choose(name)}
    />
  );
  const layer = (name: Layer, label: string): VNode => (
    <TabButton
      label={label}
      isPressed={map.layers.isShown(name)}
      onClick={() => map.layers.toggle(name)}
    />
  );
  return (
    <div class="result-tools" role="toolbar" aria-label={t('Map')}>
      {map.scene.isSpace &&
        tool('rotate', t('Rotate'), t('Rotate the 3D map by dragging (T); Alt+drag pans'))}
      {tool(
        'lasso',
        t('Lasso'),
        t('Draw around points (L, or Shift+drag); Shift adds, Alt removes'),
      )}
      {tool('box', t('Box'), t('Draw a box around points (B); Shift adds, Alt removes'))}
      {layer('labels', t('Labels'))}
      {layer('contours', t('Contours'))}
      {layer('table', t('Table'))}
      <TabButton
        label={t('Fit')}
        hint={t('Fit all points (F); Ctrl+wheel, + and - zoom')}
        onClick={() => map.fit()}
      />
      <TabButton
        label={t('Open in Map')}
        hint={t('Open the map in its own editor with this view')}
        onClick={() => void controller.openMap(cell.id, map.store.state)}
      />
    </div>
  );
}

function TabButton(props: {
  readonly label: string;
  readonly hint?: string;
  /** Absent for actions that have no on state. */
  readonly isPressed?: boolean;
  readonly onClick: () => void;
}): VNode {
  return (
    <vscode-button
      appearance="icon"
      aria-label={props.label}
      title={props.hint ?? props.label}
      {...(props.isPressed !== undefined && {
        'aria-pressed': props.isPressed ? 'true' : 'false',
      })}
      onClick={props.onClick}
    >
      {props.label}
    </vscode-button>
  );
}
