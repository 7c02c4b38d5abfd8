import { createGlRenderer } from '../../../webview/map/drawing/glRenderer.ts';
import type { DrawMode, Renderer } from '../../../webview/map/drawing/renderer.ts';
import { createPalette } from '../../../webview/map/colours/palette.ts';
import { flat } from '../../../webview/map/space/depth.ts';
import { Scene } from '../../../webview/map/drawing/scene.ts';
import { styleBytes } from '../../../webview/map/colours/pointStyles.ts';
import { seededRandom } from '../random.ts';

// Runs in a page, in which the map's own scene draws.

const size = { width: 600, height: 400 };
const palette = createPalette([30, 30, 30], [204, 204, 204], 3);

/** A canvas of the page, and what is asked of its driver. */
class Canvas {
  readonly element = document.createElement('canvas');
  /** How many points each call drew since the last look. */
  #calls: number[] = [];

  constructor() {
    this.element.style.width = `${size.width}px`;
    this.element.style.height = `${size.height}px`;
    document.body.append(this.element);
  }

  /** Call it once the canvas has its painter. */
  listen(): void {
    const gl = this.element.getContext('webgl2');
    if (gl === null) throw new Error('This browser has no WebGL2');
    const draw = gl.drawArrays.bind(gl);
    gl.drawArrays = (mode, first, points) => {
      this.#calls.push(points);
      draw(mode, first, points);
    };
  }

  takeCalls(): number[] {
    return this.#calls.splice(0);
  }

  /** The bytes of what stands on the canvas, in the task that drew it. */
  pixels(): Uint8ClampedArray {
    const copy = new OffscreenCanvas(this.element.width, this.element.height);
    const context = copy.getContext('2d');
    if (context === null) throw new Error('No canvas to look at the picture with');
    context.drawImage(this.element, 0, 0);
    return context.getImageData(0, 0, copy.width, copy.height).data;
  }
}

/** Points in a square of side 2, and their styles. */
function cloudOf(count: number): { xy: Float32Array; styles: Uint8Array } {
  const random = seededRandom(11);
  const isEntry = (at: number): boolean => at % styleBytes === 0;
  return {
    xy: Float32Array.from({ length: 2 * count }, () => random() + random()),
    styles: Uint8Array.from({ length: count * styleBytes }, (_, at) =>
      isEntry(at) ? Math.floor(random() * 8) : 0,
    ),
  };
}

/** Points drawn by the painter alone. */
class DrawnPicture extends Canvas {
  readonly #renderer: Renderer;

  constructor(count: number) {
    super();
    Object.assign(this.element, size);
    const renderer = createGlRenderer(this.element);
    if (renderer === undefined) throw new Error('This browser has no WebGL2');
    this.#renderer = renderer;
    this.listen();
    const { xy, styles } = cloudOf(count);
    renderer.setPalette(palette);
    renderer.setStyles(styles);
    renderer.setPositions({ values: xy, components: 2 });
  }

  /** Answers how many points are in the picture now. */
  draw(drawMode: DrawMode): number {
    const camera = { x: 1, y: 1, scale: 200 };
    const look = { diameter: 2.5, alpha: 0.35, dimAlpha: 0.1, depth: flat };
    return this.#renderer.draw({ camera, size, pixelRatio: 1, ...look }, [], drawMode);
  }
}

/** Points drawn by the map's scene. */
class DrawnScene extends Canvas {
  readonly scene = new Scene(() => true);

  constructor(count: number) {
    super();
    this.scene.setPalette(palette, false);
    this.scene.attach(this.element);
    this.listen();
    const { xy, styles } = cloudOf(count);
    this.scene.setStyles(styles);
    this.scene.setPositions(xy);
  }

  async untilWhole(): Promise<void> {
    do await this.frame();
    while (this.scene.drawn < this.scene.count);
  }

  frame(): Promise<void> {
    return new Promise((resolve) => {
      const listening = this.scene.onDidDraw(() => {
        listening.dispose();
        resolve();
      });
    });
  }
}

const checks = {
  /** Draws a picture in parts and another at once; answers the calls of each, and how many bytes of them differ. */
  parts(count: number) {
    const [inParts, atOnce] = [new DrawnPicture(count), new DrawnPicture(count)];
    let drawn = inParts.draw('interactive');
    while (drawn < count) drawn = inParts.draw('progressive');
    const parts = inParts.pixels();
    atOnce.draw('complete');
    const whole = atOnce.pixels();
    const differing = parts.reduce((sum, byte, at) => sum + Number(byte !== whole[at]), 0);
    const lit = parts.reduce((sum, byte) => sum + Number(byte !== 0), 0);
    const isLit = lit > parts.length / 4;
    return { parts: inParts.takeCalls(), whole: atOnce.takeCalls(), differing, isLit };
  },

  /** Points at one point after the picture is whole, and away; answers what was drawn for it, and what has changed. */
  async hover(count: number) {
    const drawn = new DrawnScene(count);
    await drawn.untilWhole();
    drawn.takeCalls();
    const before = drawn.pixels();
    const shareChanged = (): number => {
      const now = drawn.pixels();
      return before.reduce((sum, byte, at) => sum + Number(byte !== now[at]), 0) / now.length;
    };
    drawn.scene.setMarked({ selected: -1, hovered: 5, neighbours: [] });
    await drawn.frame();
    const pointing = { calls: drawn.takeCalls(), changed: shareChanged() };
    drawn.scene.setMarked({ selected: -1, hovered: -1, neighbours: [] });
    await drawn.frame();
    return { pointing, away: { calls: drawn.takeCalls(), changed: shareChanged() } };
  },
};

export type DrawingChecks = typeof checks;

Object.assign(globalThis, { drawingChecks: checks });
