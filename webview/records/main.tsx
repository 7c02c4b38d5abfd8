import { drawOnChange } from '../shared/drawOnChange.ts';
import { hostPort, loadViewState, saveViewState } from '../shared/hostPort.ts';
import '../shared/theme.css';
import '../shared/control.css';
import '../shared/actionBar.css';
import '../shared/grid/grid.css';
import '../shared/recordPane/recordPane.css';
import '../shared/judging/judging.css';
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
  drawOnChange(root, controller.onDidChange, () => <App controller={controller} />);
  void controller.open();
}
