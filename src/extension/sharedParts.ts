import type { Catalog } from '../services/catalog/catalog.ts';
import type { Embeddings } from '../services/embedding/embeddings.ts';
import type { Connections } from '../services/environments/connections.ts';
import type { Environments } from '../services/environments/environments.ts';
import type { UsageMeter } from '../services/usage/usageMeter.ts';
import type { Report } from '../vscode/report.ts';

/** The objects that nearly every feature needs. */
export type SharedParts = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly usage: UsageMeter;
  readonly embeddings: Embeddings;
  readonly report: Report;
};
