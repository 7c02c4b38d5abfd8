import type { Disposable } from '../../../src/common/disposables.ts';

/** A picture in the driver's memory that keeps what was drawn, so that more can be added later. */
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

  /** Draws into it from now on; it is as large as the canvas. Returns whether it was emptied for that. */
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

  /** Puts it on the canvas, which is drawn into from now on. */
  show(): void {
    const gl = this.#gl;
    const [width, height] = [this.#width, this.#height];
    // Copying alone does not count as drawing: what the browser has handed on it would empty afterwards.
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
