import { createHmac } from 'node:crypto';
import type { Handler } from 'hono';
import type { Secret } from '../../../common/secret.ts';
import type { EngineEnv } from './engineEnv.ts';

export type HealthDeps = {
  readonly key: Secret;
  readonly port: () => number;
  readonly version: string;
};

/** A challenge in it is answered with a proof. */
const challengeHeader = 'x-vectorscope-challenge';

/**
 * Tells anyone on this machine that the engine is alive. Whoever wants to send it a key may ask for a proof first that
 * it has that key, at this very port: another program could have taken the port, and know all the rest.
 */
export function health({ key, port, version }: HealthDeps): Handler<EngineEnv> {
  return (context) => {
    const challenge = context.req.header(challengeHeader);
    const proof = challenge === undefined ? {} : { proof: proofOf(key, port(), challenge) };
    return context.json({ status: 'ok', pid: process.pid, version, ...proof });
  };
}

/** HMAC-SHA256 under the key. The port in it makes the answer of an engine elsewhere worthless. */
function proofOf(key: Secret, port: number, challenge: string): string {
  return createHmac('sha256', key.reveal()).update(`${port} ${challenge}`).digest('base64url');
}
