import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';

/** Runs an engine on a data folder as long as the work takes. */
export async function withEngine<T>(
  dataDir: string,
  work: (engine: EngineProcess) => Promise<T>,
): Promise<T> {
  const engine = await startEngine({ dataDir });
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}
