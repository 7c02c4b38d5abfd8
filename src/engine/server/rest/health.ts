import { createHmac } from 'node:crypto';
import type { Handler } from 'hono';
import type { Secret } from '../../../common/secret.ts';
import { singleHeader } from '../schemas/singleHeader.ts';
import type { EngineEnv } from './engineEnv.ts';

/**
 * Reports that the engine is running, without a key. A client can request a proof that the engine has the key at
 * this port before sending the key: another program could have taken the port.
 */
export function health({ key, port, version }: HealthDeps): Handler<EngineEnv> {
  return (context) => {
    const challenge = singleHeader(context.req.header(challengeHeader));
    const proof = challenge === undefined ? {} : { proof: proofOf(key, port(), challenge) };
    return context.json({ status: 'ok', pid: process.pid, version, ...proof });
  };
}

export type HealthDeps = {
  readonly key: Secret;
  readonly port: () => number;
  readonly version: string;
};

/** The header of a challenge, answered with a proof. */
const challengeHeader = 'x-vectorscope-challenge';

/** Returns the HMAC-SHA256 of port and challenge. The port invalidates proofs forwarded from another engine. */
function proofOf(key: Secret, port: number, challenge: string): string {
  return createHmac('sha256', key.reveal()).update(`${port} ${challenge}`).digest('base64url');
}
