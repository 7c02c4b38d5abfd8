import type { ConnectionAddress } from '../../src/model/connectionCode/connectionAddress.ts';
import { connectionCode } from '../../src/model/connectionCode/connectionCode.ts';
import type { EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import type { CopiedCode, StepResult } from './clientCase.ts';
import { runWithin } from './runWithin.ts';

const name = 'copied';
const id = 'first-record';
/** What a literal of each language could break at. */
const namespace = `it's "#a" \\b $c & d=~?`;

/** Runs the code that is copied for an environment and for an index, as it is copied. */
export async function runCopiedCode(
  copied: CopiedCode | undefined,
  folder: string,
  engine: EngineProcess,
): Promise<StepResult> {
  if (copied === undefined) return { kind: 'absent', reason: 'the code is for another version' };
  await askFor(engine, 'POST', '/indexes', newIndexBody(name, 2));
  const vectors = [{ id, values: [1, 0] }];
  await askFor(engine, 'POST', `/_i/${name}/vectors/upsert`, { namespace, vectors });
  const { host } = await askFor<{ host: string }>(engine, 'GET', `/indexes/${name}`);
  const environment = { controllerUrl: engine.url, isLocal: true };
  const index = { name, host, kind: 'vectors', namespace } as const;
  const tried: readonly (readonly [ConnectionAddress, string])[] = [
    [environment, name],
    [{ ...environment, index }, id],
  ];
  for (const [place, expected] of tried) {
    const command = await copied.prepare(folder, connectionCode(copied.language, place));
    const { code, output } = await runWithin(command, { PINECONE_API_KEY: engine.key });
    if (code !== 0 || !output.includes(expected))
      return { kind: 'failed', reason: `code ${code}: ${output.trim().slice(-300)}` };
  }
  return { kind: 'passed' };
}
