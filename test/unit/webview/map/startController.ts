import { afterEach, beforeEach, vi } from 'vitest';
import { EventSender, RpcServer, type Handlers } from '../../../../src/common/rpc.ts';
import type { MapCalls, MapEvent, MapEvents, MapTitle } from '../../../../src/protocol/map.ts';
import { Scene } from '../../../../webview/map/drawing/scene.ts';
import { MapController } from '../../../../webview/map/mapController.ts';
import { defaultViewState, type ViewState } from '../../../../webview/map/viewState.ts';
import { connectedPorts } from './connectedPorts.ts';
import { detailsOf, nothingFound } from './sampleMap.ts';

export const title: MapTitle = {
  environment: 'local',
  index: 'words',
  namespace: '__default__',
  metric: 'cosine',
  dimension: 2,
  parameters: { neighbours: 15, minDistance: 0.1, seed: 42, sample: 10_000 },
};

export const theme = {
  background: [30, 30, 30],
  foreground: [204, 204, 204],
  isHighContrast: false,
} as const;

const controllers: MapController[] = [];

/** Disposes the controllers after each test of a file. The scene draws when the page has time for it; here it never has. */
export function disposeControllers(): void {
  beforeEach(() => {
    vi.stubGlobal('requestAnimationFrame', () => 1);
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
  });
  afterEach(() => {
    controllers.splice(0).forEach((controller) => controller.dispose());
    vi.unstubAllGlobals();
  });
}

/** Starts the controller of a view on a host that answers its calls with samples, or by `handlers`. */
export function startController(
  handlers: Partial<Handlers<MapCalls>> = {},
  viewState: ViewState = defaultViewState,
  clock = { ms: 0 },
  isNarrow = false,
) {
  const [view, host] = connectedPorts();
  new RpcServer<MapCalls>(host, {
    'map.open': () => title,
    'map.cancel': () => undefined,
    'map.restart': ({ parameters }) => ({ ...title, parameters: parameters ?? title.parameters }),
    'record.show': ({ id }) => detailsOf(id),
    'appearance.show': () => undefined,
    'records.find': () => nothingFound,
    'texts.find': () => ({}),
    'meaning.find': () => ({ ids: [] }),
    'namespaces.find': () => ({ namespaces: [], total: 0, ownRecords: 1 }),
    'query.score': () => ({ scores: new ArrayBuffer(0) }),
    'selection.export': () => undefined,
    'selection.query': () => undefined,
    'image.save': () => undefined,
    'table.save': () => undefined,
    'query.remove': () => undefined,
    'namespace.show': () => undefined,
    'connectionCode.copy': () => undefined,
    'comparison.viewChanged': () => undefined,
    'comparison.end': () => undefined,
    'view.save': () => undefined,
    'duplicates.find': () => ({ groups: [] }),
    'outliers.find': () => [],
    'clipboard.write': () => undefined,
    ...handlers,
  });
  let kept = viewState;
  const controller = new MapController({
    port: view,
    scene: new Scene(() => true),
    viewState,
    saveViewState: (state) => void (kept = state),
    theme,
    now: () => clock.ms,
    isNarrow: () => isNarrow,
  });
  controllers.push(controller);
  const events = new EventSender<MapEvents>(host);
  const send = (event: MapEvent): void => events.send('map.event', event);
  return { controller, send, kept: () => kept };
}
