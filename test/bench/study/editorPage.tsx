import { render } from 'preact';
import type { Port } from '../../../src/common/rpc.ts';
import type { StudyState } from '../../../src/protocol/study.ts';
import { App } from '../../../webview/study/app.tsx';
import { StudyController } from '../../../webview/study/studyController.ts';

// Runs in a page: `measureEditor` is what the bench calls there.

/** Returns the milliseconds until the page shows a study of this state. */
export type MeasureEditor = (state: StudyState) => Promise<number>;

const measure: MeasureEditor = async (state) => {
  const root = document.createElement('div');
  root.id = 'root';
  document.body.replaceChildren(root);
  const begin = performance.now();
  const controller = new StudyController(portOf(state));
  await controller.open();
  render(<App controller={controller} />, root);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  const ms = performance.now() - begin;
  const rows = root.querySelectorAll('[role="grid"] [role="row"]').length;
  if (rows < 10 || rows > 200) throw new Error(`${rows} rows are drawn`);
  controller.dispose();
  return ms;
};

Object.assign(globalThis, { measureEditor: measure });

/** A host that sends the state as a copy, as a message does, and nothing else. */
function portOf(state: StudyState): Port {
  const listeners = new Set<(message: unknown) => void>();
  return {
    post: (message) => {
      const { id, method } = message as { readonly id: number; readonly method: string };
      const result = method === 'study.open' ? structuredClone(state) : [];
      for (const listener of listeners) listener({ rpc: 'result', id, result });
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}
