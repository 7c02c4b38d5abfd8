import { createPalette } from '../../../../webview/map/colours/palette.ts';
import { Scene } from '../../../../webview/map/drawing/scene.ts';
import { createColouring } from '../../../../webview/map/colours/colouring.ts';
import { defaultViewState } from '../../../../webview/map/viewState.ts';
import { stylePoints } from '../../../../webview/map/colours/pointStyles.ts';
import { categoryCount, type StartContestant } from './contestant.ts';

/** The map's own scene, as the view drives it. */
export const startVectorscope: StartContestant = (canvas, size) => {
  const scene = new Scene(() => true);
  scene.setPalette(createPalette([30, 30, 30], [204, 204, 204], 3), false);
  scene.attach(canvas);
  const nextFrame = (): Promise<void> =>
    new Promise((resolve) => {
      const listening = scene.onDidDraw(() => {
        listening.dispose();
        resolve();
      });
    });
  const whole = async (): Promise<void> => {
    do await nextFrame();
    while (scene.drawn < scene.count);
    finish(canvas);
  };
  const look = (x: number, y: number, height: number): void =>
    scene.setCamera({ x, y, scale: size.height / height });
  return {
    draw({ xy, categories }) {
      const labels = Array.from({ length: categoryCount }, (_, at) => String(at));
      const counts = labels.map(() => categories.length / categoryCount);
      const column = { kind: 'category', name: 'class', labels, counts } as const;
      const styles = stylePoints(
        categories.length,
        createColouring({ column, values: categories }, { kind: 'all' }, defaultViewState),
        { kind: 'all' },
        undefined,
      );
      scene.setStyles(styles);
      scene.setPositions(xy);
      return whole();
    },
    frame(x, y, height) {
      look(x, y, height);
      return whole();
    },
    async move(x, y, height) {
      look(x, y, height);
      await nextFrame();
      finish(canvas);
      return scene.drawn;
    },
    dispose: () => scene.dispose(),
  };
};

/** Reading a pixel waits for all that was asked of the driver. */
function finish(canvas: HTMLCanvasElement): void {
  const gl = canvas.getContext('webgl2');
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}
