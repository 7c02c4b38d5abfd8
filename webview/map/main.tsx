import { drawOnChange } from '../shared/drawOnChange.ts';
import { hostPort, loadViewState, saveViewState } from '../shared/hostPort.ts';
import '../shared/theme.css';
import '../shared/actionBar.css';
import '../shared/recordPane/recordPane.css';
import './map.css';
import './comparison/comparison.css';
import './filterRegion/outline.css';
import './findings/findings.css';
import './queries/queries.css';
import './colours/range/range.css';
import '../shared/grid/grid.css';
import { App } from './app.tsx';
import { MapController } from './mapController.ts';
import { Scene } from './drawing/scene.ts';
import { onDidChangeTheme, readTheme, wantsReducedMotion } from './colours/theme.ts';
import { decodeViewState } from './viewState.ts';

const controller = new MapController({
  port: hostPort(),
  scene: new Scene(wantsReducedMotion),
  viewState: loadViewState(decodeViewState),
  saveViewState,
  theme: readTheme(),
  isNarrow: () => matchMedia('(width < 900px)').matches,
  now: () => performance.now(),
});

const root = document.getElementById('root');
if (root) {
  drawOnChange(root, controller.onDidChange, () => <App controller={controller} />);
  onDidChangeTheme(() => controller.setTheme(readTheme()));
  void controller.mapRun.open();
}
