import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { EventSender, RpcServer, type Handlers, type Port } from '../../common/rpc.ts';
import type { MapCalls, MapEvent, MapEvents } from '../../protocol/map.ts';
import type { MapSession } from '../../services/maps/mapSession.ts';
import { mapCallDecoders } from './mapCallDecoders.ts';
import type { MapActions } from './mapActions.ts';

/**
 * Connects a view to its map session until disposed. A hidden view loses its state: when shown again it requests the
 * latest state and misses the events in between.
 */
export function connectMapView(
  panel: MapPanel,
  port: Port,
  session: MapSession,
  actions: MapActions,
): Disposable {
  const resources = new Disposables();
  const events = new EventSender<MapEvents>(port);
  const send = (event: MapEvent): void => events.send('map.event', event);
  let isListening = false;
  resources.own(
    panel.onDidChangeViewState(() => {
      if (!panel.visible) isListening = false;
    }),
  );
  resources.own(
    session.onDidSend((event) => {
      if (isListening) send(event);
    }),
  );
  resources.own(
    new RpcServer<MapCalls>(
      port,
      {
        'map.open': async (_params, { signal }) => {
          const title = await session.title(signal);
          if (!session.isStarted) session.restart();
          for (const event of session.events()) send(event);
          isListening = panel.visible;
          return title;
        },
        ...answers(session, actions),
      },
      mapCallDecoders,
    ),
  );
  return resources;
}

/** The members of a webview panel that a map needs. */
export type MapPanel = Pick<vscode.WebviewPanel, 'visible' | 'onDidChangeViewState'>;

/** Handles the view's calls that do not concern its connection. */
function answers(session: MapSession, actions: MapActions): Omit<Handlers<MapCalls>, 'map.open'> {
  return {
    'map.cancel': () => session.cancel(),
    'map.restart': ({ parameters }, { signal }) => {
      session.restart(parameters);
      return session.title(signal);
    },
    'namespaces.find': ({ prefix }, { signal }) => session.records.findNamespaces(prefix, signal),
    'record.show': async ({ id, neighbours }, { signal }) => {
      const details = await session.records.show(id, neighbours, signal);
      return { ...details, appearances: actions.appearances(id) };
    },
    'appearance.show': (where) => actions.showAppearance(where),
    'records.find': ({ filter }, { signal }) => session.records.find(filter, signal),
    'texts.find': ({ words }, { signal }) => session.records.findTexts(words, signal),
    'meaning.find': ({ text }, { signal }) => session.records.findByMeaning(text, signal),
    'duplicates.find': ({ maxDistance }, { signal }) => session.findDuplicates(maxDistance, signal),
    'outliers.find': (which, { signal }) => session.findOutliers(which, signal),
    'selection.export': ({ ids }) => actions.exportSelection(ids),
    'selection.query': (selection) => actions.querySelection(selection),
    'image.save': (picture) => actions.savePicture(picture),
    'table.save': () => actions.saveTable(),
    'query.score': async ({ id }, { signal }) => ({ scores: await session.scores(id, signal) }),
    'query.remove': ({ id }) => session.queries.remove(id),
    'namespace.show': ({ namespace }) => actions.showNamespace(namespace),
    'connectionCode.copy': () => actions.connectProgram(),
    'comparison.viewChanged': (change) => session.peer.changeView(change),
    'comparison.end': () => session.peer.end(),
    'view.save': ({ view }) => actions.keepView(view),
    'clipboard.write': async ({ text }) => vscode.env.clipboard.writeText(text),
  };
}
