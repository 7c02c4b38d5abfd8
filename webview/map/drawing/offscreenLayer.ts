import type { Disposable } from '../../../src/common/disposables.ts';

/** An offscreen render target that retains what was drawn, so that points can be added later. */
export class OffscreenLayer implements Disposable {
  readonly #gl: WebGL2RenderingContext;
  readonly #frame: WebGLFramebuffer;
  #pixels: WebGLRenderbuffer | null = null;
  #width = 0;
  #height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#frame = gl.createFramebuffer();
  }

  /**
   * Binds the layer for drawing, at the size of the canvas. Returns whether it was cleared because the size changed.
   */
  open(): boolean {
    const gl = this.#gl;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame);
    gl.viewport(0, 0, width, height);
    if (width === this.#width && height === this.#height) return false;
    gl.deleteRenderbuffer(this.#pixels);
    this.#pixels = gl.createRenderbuffer();
    this.#width = width;
    this.#height = height;
    gl.bindRenderbuffer(gl.RENDERBUFFER, this.#pixels);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, width, height);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, this.#pixels);
    this.clear();
    return true;
  }

  clear(): void {
    this.#gl.clearColor(0, 0, 0, 0);
    this.#gl.clear(this.#gl.COLOR_BUFFER_BIT);
  }

  /** Copies the layer to the canvas and binds the canvas for drawing. */
  show(): void {
    const gl = this.#gl;
    const [width, height] = [this.#width, this.#height];
    // A blit does not count as drawing: without the clear, the browser would empty the canvas after presenting it.
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.clear();
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.#frame);
    gl.blitFramebuffer(
      ...([0, 0, width, height, 0, 0, width, height] as const),
      gl.COLOR_BUFFER_BIT,
      gl.NEAREST,
    );
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  dispose(): void {
    this.#gl.deleteFramebuffer(this.#frame);
    this.#gl.deleteRenderbuffer(this.#pixels);
  }
}
