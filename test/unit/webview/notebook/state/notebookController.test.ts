import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/common/failure.ts';
import {
  EventSender,
  RpcClient,
  RpcServer,
  type Handlers,
  type Port,
} from '../../../../../src/common/rpc.ts';
import type {
  NotebookCalls,
  NotebookEvents,
  NotebookViewCalls,
} from '../../../../../src/protocol/notebook.ts';
import { NotebookController } from '../../../../../webview/notebook/state/notebookController.ts';
import { visibleNotebook } from '../../../../../webview/notebook/state/notebookModel.ts';
import { binding, hitsOutcome, query, text, valid } from '../fixtures.ts';
import { turnOfLoop } from '../../../../support/turnOfLoop.ts';

describe('NotebookController', () => {
  it('opens with the document and its runs', async () => {
    const { controller } = await openNotebook();
    expect([
      visibleNotebook(controller.model)?.cells.map(({ id }) => id),
      Object.keys(controller.model.runs),
    ]).toEqual([['a', 'b', 'c'], ['a']]);
  });

  it('says why it could not open, and opens the next time', async () => {
    const { controller, answer } = connect();
    answer['notebook.open'] = () => Promise.reject(new Failure('internal', 'The file has gone'));
    await controller.open();
    expect([controller.model.isOpen, controller.model.failure]).toEqual([
      false,
      'The file has gone',
    ]);
    answer['notebook.open'] = openState;
    await controller.open();
    expect([controller.model.isOpen, controller.model.failure]).toEqual([true, undefined]);
  });

  it('writes what was typed before it runs the cell as typed', async () => {
    const { controller, calls } = await openNotebook();
    const typed = query('a', { filter: '{}' });
    controller.type(typed);
    await controller.run('a');
    expect(calls.slice(-2)).toEqual([
      ['notebook.edit', { edit: 'replaceCell', cell: typed }],
      ['cell.run', { cell: typed }],
    ]);
  });

  it('sends what was typed, before it answers, when the host asks for it', async () => {
    const { controller, calls, view } = await openNotebook();
    const typed = query('a', { filter: '{}' });
    controller.type(typed);
    await view.call('edits.flush', {});
    expect(calls.at(-1)).toEqual(['notebook.edit', { edit: 'replaceCell', cell: typed }]);
  });

  it('runs all in the host, once it has what was typed', async () => {
    const { controller, calls } = await openNotebook();
    controller.type(query('a', { filter: '{}' }));
    await controller.runAll();
    expect(calls.slice(-2).map(([method]) => method)).toEqual(['notebook.edit', 'notebook.runAll']);
  });

  it('is running as long as the host says so, between two cells too', async () => {
    const { controller, events } = await openNotebook();
    const heard: boolean[] = [controller.isRunning];
    for (const isRunningAll of [true, false]) {
      events.send('notebook.running', { isRunningAll });
      await turnOfLoop();
      heard.push(controller.isRunning);
    }
    expect(heard).toEqual([false, true, false]);
  });

  it('shows maps over the channels that the host names, and goes to cells that it shows', async () => {
    const { controller, events } = await openNotebook();
    events.send('maps.changed', { maps: { a: 'map-1' } });
    events.send('cell.revealed', { cellId: 'c' });
    await turnOfLoop();
    expect([controller.model.maps, controller.model.revealed]).toEqual([
      { a: 'map-1' },
      { cellId: 'c' },
    ]);
  });

  it('shows a chosen binding at once and takes it back if it could not be written', async () => {
    const { controller, answer } = await openNotebook();
    answer['notebook.edit'] = () => Promise.reject(new Failure('forbidden', 'Read-only'));
    const bound = controller.bind({ ...binding, index: 'docs' });
    expect(visibleNotebook(controller.model)?.binding.index).toBe('docs');
    await bound;
    expect([visibleNotebook(controller.model)?.binding.index, controller.model.failure]).toEqual([
      'words',
      'Read-only',
    ]);
  });

  it('retries by running, and takes other steps to the host with the environment', async () => {
    const { controller, calls } = await openNotebook();
    await controller.take('retry', 'c');
    await controller.take('updateKey', 'c');
    expect(calls.slice(-2).map(([method, params]) => [method, params])).toEqual([
      ['cell.run', { cell: query('c') }],
      ['action.take', { action: 'updateKey', environment: 'local', cellId: 'c' }],
    ]);
  });

  it('asks for the environments again when the host says that choices changed', async () => {
    const { calls, events } = await openNotebook();
    events.send('choices.changed', {});
    await turnOfLoop();
    expect(calls.filter(([method]) => method === 'notebook.choices')).toHaveLength(2);
  });
});

type Call = readonly [method: string, params: unknown];

function openState(): NotebookCalls['notebook.open']['result'] {
  return {
    version: 1,
    document: valid(query('a'), text('b', 'words'), query('c')),
    runs: { a: { state: 'done', ranAs: query('a'), outcome: hitsOutcome() } },
    maps: {},
    isRunningAll: false,
    session: 's',
  };
}

async function openNotebook(): Promise<ReturnType<typeof connect>> {
  const connected = connect();
  await connected.controller.open();
  return connected;
}

/** A controller and a host that answers plainly, over a real channel; `answer` can be changed. */
function connect() {
  const [view, host] = portPair();
  const calls: Call[] = [];
  const answer: Handlers<NotebookCalls> = {
    'notebook.open': openState,
    'notebook.edit': () => undefined,
    'notebook.choices': () => ({
      environments: [],
      indexes: [],
      namespaces: [],
      hidden: { indexes: 0, namespaces: 0 },
    }),
    'binding.search': () => ({}),
    'cell.run': () => undefined,
    'cell.request': () => [],
    'cell.copyCode': () => undefined,
    'cell.stop': () => undefined,
    'notebook.runAll': () => undefined,
    'notebook.stopAll': () => undefined,
    'cell.openMap': () => undefined,
    'action.take': () => undefined,
    'fields.read': () => [],
    'cell.explain': () => undefined,
    'cell.showOnMap': () => undefined,
    'record.read': ({ id }) => ({ id, metadata: {}, values: [], appearances: [], isFree: true }),
    'neighbours.read': () => [],
    'appearance.show': () => undefined,
    'notebook.undo': () => undefined,
    'hit.act': () => undefined,
    'hits.export': () => undefined,
    'judging.start': () => null,
    'judging.records': () => [],
    'judging.grade': () => undefined,
    'clipboard.write': () => undefined,
  };
  const recorded = Object.keys(answer).map((method) => [
    method,
    (params: never, context: never) => {
      calls.push([method, params]);
      return answer[method as keyof NotebookCalls](params, context);
    },
  ]);
  new RpcServer<NotebookCalls>(host, Object.fromEntries(recorded) as Handlers<NotebookCalls>);
  const events = new EventSender<NotebookEvents>(host);
  const controller = new NotebookController(view);
  return { controller, calls, answer, events, view: new RpcClient<NotebookViewCalls>(host) };
}

/** Two ends of a channel that copies its messages and delivers them later, as a webview's does. */
function portPair(): [Port, Port] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()];
  const end = (own: number): Port => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => listeners[1 - own]?.forEach((listener) => listener(copy)));
    },
    onMessage(listener) {
      listeners[own]?.add(listener);
      return { dispose: () => void listeners[own]?.delete(listener) };
    },
  });
  return [end(0), end(1)];
}
