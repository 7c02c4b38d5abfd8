import type { ProgramQuery } from './programQuery.ts';
import type { IndexKind } from '../vectorIndex.ts';

/** Where a program connects to. */
export type ConnectionAddress = {
  /** Address of the control plane, unless it is Pinecone's. */
  readonly controllerUrl?: string;
  /** Without an index the program lists the indexes. */
  readonly index?: {
    readonly name: string;
    /** Base address of the data plane, with scheme. */
    readonly host: string;
    readonly kind: IndexKind;
    readonly namespace: string;
  };
  /** The query that the program sends. Without one it sends a request that shows that the index answers. */
  readonly query?: ProgramQuery;
  /** Whether the engine answers at this address, whose port may change after a restart. */
  readonly isLocal: boolean;
};

export const portRemark = 'The port of the engine may change after a restart.';

/** Whether a program connects without TLS, which some clients must be told. */
export function isPlainText({ controllerUrl, index }: ConnectionAddress): boolean {
  return (controllerUrl ?? index?.host)?.startsWith('http://') ?? false;
}
