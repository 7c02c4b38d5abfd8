import { drawOnChange } from '../shared/drawOnChange.ts';
import { hostPort } from '../shared/hostPort.ts';
import '../shared/theme.css';
import '../shared/control.css';
import '../shared/grid/grid.css';
import '../shared/judging/judging.css';
import './study.css';
import { App } from './app.tsx';
import { StudyController } from './studyController.ts';

const controller = new StudyController(hostPort());

const root = document.getElementById('root');
if (root) {
  drawOnChange(root, controller.onDidChange, () => <App controller={controller} />);
  void controller.open();
}
