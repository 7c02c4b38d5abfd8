import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import { defaultNamespace } from '../../src/model/vectorIndex.ts';
import type { MapEvent, MapEventOf } from '../../src/protocol/map.ts';
import { MapSession } from '../../src/services/maps/mapSession.ts';
import { isFinalEvent } from '../../src/services/maps/mapSnapshot.ts';
import { commands, viewTypes } from '../../src/vscode/ids.ts';
import { connectMapView } from '../../src/vscode/map/mapView.ts';
import { webviewPort } from '../../src/vscode/webview/webviewPort.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';
import { until } from '../support/host/until.ts';

const signal = AbortSignal.timeout(120_000);
const name = 'fiori-docs';
const target = {
  environment: localEnvironment.name,
  index: name,
  namespace: defaultNamespace,
};

describe('the map', () => {
  let parts: Parts;

  before(async () => {
    parts = await partsOfExtension();
    const engine = await parts.connections.openEngine(signal);
    const client = await parts.connections.openForWriting(localEnvironment, signal);
    const indexes = await client.listIndexes(signal);
    if (!indexes.some((index) => index.name === name))
      await engine.createSample(name, signal, () => undefined);
  });

  after(() => vscode.window.tabGroups.close(mapTabs()));

  it('opens beside the editors, once for each namespace', async () => {
    await vscode.commands.executeCommand(commands.showMap, { target });
    await vscode.commands.executeCommand(commands.showMap, { target });
    // VS Code shows panels in the order of their creation.
    const last = vscode.window.createWebviewPanel('last', 'last', vscode.ViewColumn.Beside);
    await until(() => webviewTabs('last').length > 0);
    assert.deepEqual(
      mapTabs().map(({ label }) => label),
      [`${name} map`],
    );
    last.dispose();
  });

  it('is made of every record, ends with places for all, and knows their true neighbours', async () => {
    const session = start(parts, name);
    try {
      const events = await ended(session);
      const last = <T extends MapEvent['type']>(wanted: T): MapEventOf<T> | undefined =>
        events.findLast((event): event is MapEventOf<T> => event.type === wanted);
      const ids = last('points')?.ids ?? [];
      const places = new Float32Array(last('positions')?.data ?? new ArrayBuffer(0));
      assert.deepEqual(
        [events.at(-1)?.type, ids.length, places.length, places.every(Number.isFinite)],
        ['done', 778, 2 * 778, true],
      );
      const fields = events.flatMap((event) =>
        event.type === 'column' ? [event.column.name] : [],
      );
      assert.ok(fields.includes('category'), fields.join(', '));

      const id = ids[0] ?? '';
      const { neighbours, values } = await session.records.show(id, 10, signal);
      const scores = neighbours.map(({ score }) => score);
      assert.deepEqual([neighbours.length, values.length], [10, 384]);
      assert.ok(neighbours.every((hit) => hit.id !== id));
      assert.deepEqual(
        scores,
        scores.toSorted((a, b) => b - a),
      );
    } finally {
      session.dispose();
    }
  });

  it('tells a hidden view nothing, and one that asks again all', async () => {
    const session = start(parts, name);
    const panel = fakePanel();
    const view = connectMapView(panel, webviewPort(panel.webview), session, {
      exportSelection: () => Promise.resolve(),
      querySelection: () => Promise.resolve(),
      keepView: () => undefined,
      savePicture: () => Promise.resolve(),
      saveTable: () => Promise.resolve(),
      showNamespace: () => Promise.resolve(),
      connectProgram: () => Promise.resolve(),
      appearances: () => [],
      showAppearance: () => Promise.resolve(),
    });
    try {
      const end = ended(session);
      panel.ask('map.open');
      panel.hide();
      await end;
      assert.equal(panel.heard('done'), false);
      panel.show();
      panel.ask('map.open');
      await until(() => panel.heard('done'));
      assert.deepEqual(
        (['points', 'column', 'positions', 'done'] as const).filter((type) => !panel.heard(type)),
        [],
      );
    } finally {
      view.dispose();
      session.dispose();
    }
  });

  it('ends at once when it is cancelled', async () => {
    const session = start(parts, name);
    try {
      const events = ended(session);
      session.cancel();
      assert.equal((await events).at(-1)?.type, 'cancelled');
    } finally {
      session.dispose();
    }
  });

  it('reports that the index does not exist', async () => {
    const session = start(parts, 'no-such-index');
    try {
      const end = (await ended(session)).at(-1);
      assert.equal(end?.type, 'failed');
      assert.match(JSON.stringify(end), /no-such-index/);
    } finally {
      session.dispose();
    }
  });
});

function start(parts: Parts, index: string): MapSession {
  const session = new MapSession({
    source: { environment: localEnvironment, index, namespace: defaultNamespace },
    connections: parts.connections,
    now: () => performance.now(),
  });
  session.restart();
  return session;
}

/** All events of a map that was just started, once it has ended in one way or another. */
function ended(session: MapSession): Promise<readonly MapEvent[]> {
  const events: MapEvent[] = [];
  return new Promise((resolve) => {
    session.onDidSend((event) => {
      events.push(event);
      if (isFinalEvent(event)) resolve(events);
    });
  });
}

/** A panel without a page: it keeps what it hears since it was last shown. */
function fakePanel() {
  const asked = new vscode.EventEmitter<unknown>();
  const viewState = new vscode.EventEmitter<never>();
  let messages: unknown[] = [];
  const setVisible = (visible: boolean): void => {
    panel.visible = visible;
    messages = [];
    viewState.fire(undefined as never);
  };
  const panel = {
    visible: true,
    onDidChangeViewState: viewState.event,
    webview: {
      onDidReceiveMessage: asked.event,
      postMessage: (message: unknown) => Promise.resolve(messages.push(message) > 0),
    } as unknown as vscode.Webview,
    ask: (method: string) => asked.fire({ rpc: 'call', id: 1, method, params: {} }),
    heard: (type: MapEvent['type']) =>
      messages.some((message) => (message as { payload?: MapEvent }).payload?.type === type),
    hide: () => setVisible(false),
    show: () => setVisible(true),
  };
  return panel;
}

function mapTabs(): vscode.Tab[] {
  return webviewTabs(viewTypes.map);
}

function webviewTabs(viewType: string): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType),
    );
}
