/** A linked program and where its uniforms are. */
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

  /** The program, or undefined where this machine's driver refuses it. */
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

  /** Where a uniform is; null where the compiler found it unused. */
  at(name: Name): WebGLUniformLocation | null {
    return this.#places.get(name) ?? null;
  }
}
