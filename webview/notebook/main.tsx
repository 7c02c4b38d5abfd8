import { render } from 'preact';
import { registerControls } from '../shared/controls.ts';
import { hostPort, loadViewState, saveViewState } from '../shared/hostPort.ts';
import '../shared/theme.css';
import '../shared/control.css';
import '../shared/actionBar.css';
import '../shared/markdown/markdown.css';
import './notebook.css';
import '../shared/grid/grid.css';
import { NotebookApp } from './notebookApp.tsx';
import { NotebookController } from './state/notebookController.ts';
import { NotebookViewStore } from './state/notebookViewStore.ts';
import { decodeNotebookView } from './state/notebookView.ts';

const root = document.getElementById('root');
if (root) {
  registerControls();
  const controller = new NotebookController(hostPort());
  const viewStore = new NotebookViewStore(loadViewState(decodeNotebookView), saveViewState);

  // Before the page is hidden or the file is saved, pending edits are sent.
  document.addEventListener('visibilitychange', () => {
    void controller.flush();
    viewStore.save();
  });
  window.addEventListener('blur', () => void controller.flush());
  window.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Control' || key === 'Meta') void controller.flush();
    },
    { capture: true },
  );

  render(<NotebookApp controller={controller} viewStore={viewStore} />, root);
  void controller.open();
}
