import { render } from 'preact';
import { registerControls } from '../shared/controls.ts';
import { hostPort, loadViewState, saveViewState } from '../shared/hostPort.ts';
import '../shared/theme.css';
import './notebook.css';
import '../shared/grid/grid.css';
import { NotebookApp } from './notebookApp.tsx';
import { NotebookController } from './state/notebookController.ts';
import { ViewMemory } from './state/viewMemory.ts';
import { decodeNotebookView } from './state/viewState.ts';

const root = document.getElementById('root');
if (root) {
  registerControls();
  const controller = new NotebookController(hostPort());
  const memory = new ViewMemory(loadViewState(decodeNotebookView), saveViewState);

  // Whatever is about to happen to the page or the file, what was typed comes first.
  document.addEventListener('visibilitychange', () => {
    void controller.flush();
    memory.save();
  });
  window.addEventListener('blur', () => void controller.flush());
  window.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Control' || key === 'Meta') void controller.flush();
    },
    { capture: true },
  );

  render(<NotebookApp controller={controller} memory={memory} />, root);
  void controller.open();
}
