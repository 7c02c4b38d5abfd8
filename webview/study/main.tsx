import { render } from 'preact';
import { hostPort } from '../shared/hostPort.ts';
import '../shared/theme.css';
import '../shared/control.css';
import '../shared/grid/grid.css';
import './study.css';
import { App } from './app.tsx';
import { StudyController } from './studyController.ts';

const controller = new StudyController(hostPort());

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
