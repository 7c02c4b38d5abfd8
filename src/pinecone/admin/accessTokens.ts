import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { decodeResponse } from '../wire/decode.ts';
import { wireToken } from '../wire/admin.ts';
import type { Transport } from '../transport.ts';

/** Requests access tokens for a service account and holds the newest in memory. */
export class AccessTokens {
  readonly #options: AccessTokenOptions;
  #current: Promise<Token> | undefined;

  constructor(options: AccessTokenOptions) {
    this.#options = options;
  }

  /** Returns a token that is valid for a minute or more. Throws `forbidden` if the service account is refused. */
  async get(signal: AbortSignal): Promise<Secret> {
    const held = await this.#current?.catch(() => undefined);
    if (held !== undefined && held.until > this.#options.now()) return held.token;
    const requested = this.#request(signal);
    this.#current = requested;
    return (await requested).token;
  }

  /** Drops a token that the service refused. */
  forget(): void {
    this.#current = undefined;
  }

  async #request(signal: AbortSignal): Promise<Token> {
    const { transport, url, clientId, clientSecret, timeoutMs, now } = this.#options;
    const purpose = 'sign in with the service account';
    const body = (): object => ({
      client_id: clientId,
      client_secret: clientSecret.reveal(),
      grant_type: 'client_credentials',
      audience,
    });
    try {
      const call = { purpose, method: 'POST', url, body, isIdempotent: true, timeoutMs } as const;
      const answer = await transport.send(call, signal);
      const { token, lifetimeMs } = decodeResponse(wireToken, answer.body, purpose);
      return { token, until: now() + Math.max(0, lifetimeMs - marginMs) };
    } catch (error) {
      if (!Failure.is(error, 'unauthorized') && !Failure.is(error, 'forbidden')) throw error;
      throw new Failure(
        'forbidden',
        `Could not ${purpose}: ${new URL(url).host} refused its client id or secret; connect the project again`,
        { cause: error, ...(error.status === undefined ? {} : { status: error.status }) },
      );
    }
  }
}

export type AccessTokenOptions = {
  readonly transport: Transport;
  /** Address of the token endpoint. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly timeoutMs: number;
  readonly now: () => number;
};

/** The only audience that the API knows. */
const audience = 'https://api.pinecone.io/';

/** A token is replaced before it expires under way. */
const marginMs = 60_000;

type Token = { readonly token: Secret; readonly until: number };
