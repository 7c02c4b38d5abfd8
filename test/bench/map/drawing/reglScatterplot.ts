import createScatterplot from 'regl-scatterplot';
import { createPalette } from '../../../../webview/map/colours/palette.ts';
import { categoryCount, look, type StartContestant } from './contestant.ts';

/** regl-scatterplot, which builds its drawing code with `eval`: a webview would not let it. */
export const startReglScatterplot: StartContestant = (canvas, { width, height }) => {
  const { colours } = createPalette([30, 30, 30], [204, 204, 204], 3);
  const hex = (channel: number): string => Math.round(channel).toString(16).padStart(2, '0');
  const scatterplot = createScatterplot({
    canvas,
    width,
    height,
    pointSize: look.diameter,
    opacity: look.alpha,
    colorBy: 'category',
    pointColor: colours.slice(0, categoryCount).map((colour) => `#${colour.map(hex).join('')}`),
    // What it leaves out by default above a number of points, it draws here as we do.
    performanceMode: false,
  });
  const finish = (): void => void canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
  return {
    async draw({ xy, categories }) {
      const count = categories.length;
      const x = Float32Array.from({ length: count }, (_, at) => xy[2 * at] ?? 0);
      const y = Float32Array.from({ length: count }, (_, at) => xy[2 * at + 1] ?? 0);
      await scatterplot.draw(
        { x, y, z: Float32Array.from(categories) },
        { zDataType: 'categorical' },
      );
      finish();
    },
    async frame(x, y, distance) {
      const drawn = new Promise<void>((resolve) => {
        // Told at once; the promise of the call itself comes a timer later.
        const listening = scatterplot.subscribe('drawing', () => {
          scatterplot.unsubscribe(listening);
          finish();
          resolve();
        });
      });
      void scatterplot.zoomToLocation([x, y], distance);
      await drawn;
    },
    dispose: () => scatterplot.destroy(),
  };
};
