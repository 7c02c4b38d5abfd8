/** A linked WebGL program and its uniform locations. */
export class GlProgram<Name extends string> {
  readonly program: WebGLProgram;
  readonly #places: ReadonlyMap<Name, WebGLUniformLocation | null>;

  private constructor(
    gl: WebGL2RenderingContext,
    program: WebGLProgram,
    uniforms: readonly Name[],
  ) {
    this.program = program;
    this.#places = new Map(uniforms.map((name) => [name, gl.getUniformLocation(program, name)]));
  }

  /** Compiles and links the program; returns undefined if the driver rejects it. */
  static link<Name extends string>(
    gl: WebGL2RenderingContext,
    shaders: { readonly vertex: string; readonly fragment: string },
    uniforms: readonly Name[],
  ): GlProgram<Name> | undefined {
    const program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, shaders.vertex],
      [gl.FRAGMENT_SHADER, shaders.fragment],
    ] as const) {
      const shader = gl.createShader(kind);
      if (shader === null) return undefined;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    if (gl.getProgramParameter(program, gl.LINK_STATUS) === true)
      return new GlProgram(gl, program, uniforms);
    gl.deleteProgram(program);
    return undefined;
  }

  /** Returns the location of a uniform; null if the compiler removed it. */
  at(name: Name): WebGLUniformLocation | null {
    return this.#places.get(name) ?? null;
  }
}
