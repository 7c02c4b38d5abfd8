import { programBundle, runProgram, type Ended } from './programs.ts';

/** The program `study.js`, bundled once for each test process. */
function studyBundle(): Promise<string> {
  return programBundle('src/headless/study/main.ts');
}

/** Runs the program without any variable of the environment but those given. */
export async function runStudy(
  args: readonly string[],
  { program, env = {} }: { readonly program?: string; readonly env?: Record<string, string> } = {},
): Promise<Ended> {
  return runProgram(program ?? (await studyBundle()), args, env);
}
