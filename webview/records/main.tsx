import { render } from 'preact';
import { hostPort, loadViewState, saveViewState } from '../shared/hostPort.ts';
import '../shared/theme.css';
import '../shared/control.css';
import '../shared/actionBar.css';
import '../shared/grid/grid.css';
import '../shared/recordPane/recordPane.css';
import './records.css';
import { App } from './app.tsx';
import { RecordsController } from './recordsController.ts';
import { decodeViewState } from './viewState.ts';

const controller = new RecordsController({
  port: hostPort(),
  viewState: loadViewState(decodeViewState),
  save: saveViewState,
});

const root = document.getElementById('root');
if (root) {
  let isWaiting = false;
  const draw = (): void => {
    isWaiting = false;
    render(<App controller={controller} />, root);
  };
  // Several changes in one task cause a single render.
  controller.onDidChange(() => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(draw);
  });
  draw();
  void controller.open();
}
