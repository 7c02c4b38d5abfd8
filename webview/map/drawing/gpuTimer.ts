import type { Disposable } from '../../../src/common/disposables.ts';

const pollMs = 1;

/** Measures the time that the GPU needs for submitted calls. Calls return before anything is drawn. */
export class GpuTimer implements Disposable {
  readonly #gl: WebGL2RenderingContext;
  #fence: WebGLSync | null = null;
  #poll: ReturnType<typeof setTimeout> | undefined;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** Measures from `beginMs` until all submitted calls are done. Ignored while another measurement is in progress. */
  measure(beginMs: number, onDone: (elapsedMs: number) => void): void {
    const gl = this.#gl;
    if (this.#fence !== null) return;
    this.#fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    // The state of a fence changes only between tasks.
    this.#poll = setTimeout(() => this.#checkFence(beginMs, onDone), pollMs);
  }

  dispose(): void {
    clearTimeout(this.#poll);
    if (this.#fence) this.#gl.deleteSync(this.#fence);
    this.#fence = null;
  }

  #checkFence(beginMs: number, onDone: (elapsedMs: number) => void): void {
    const gl = this.#gl;
    // A lost context has no fences.
    if (this.#fence === null || gl.isContextLost()) return;
    if (gl.getSyncParameter(this.#fence, gl.SYNC_STATUS) !== gl.SIGNALED) {
      this.#poll = setTimeout(() => this.#checkFence(beginMs, onDone), pollMs);
      return;
    }
    this.dispose();
    onDone(performance.now() - beginMs);
  }
}
