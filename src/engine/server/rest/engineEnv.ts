import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ApiVersion } from '../schemas/apiVersion.ts';

/** The Hono environment of all handlers. */
export type EngineEnv = {
  Bindings: HttpBindings;
  Variables: {
    version: ApiVersion;
    /** When the request arrived, in milliseconds of `performance.now()`. */
    beginMs: number;
  };
};

export type EngineContext = Context<EngineEnv>;
