import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { ImportJobs } from '../imports/importJobs.ts';
import type { MapResources } from '../map/runMap.ts';
import { stackFrames } from '../process/stackFrames.ts';
import type { Secret } from '../../common/secret.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { DocumentEmbedder } from '../embedding/documentEmbedder.ts';
import { createEmbedder } from '../embedding/createEmbedder.ts';
import type { SentenceEmbedder } from '../embedding/sentences/sentenceEmbedder.ts';
import { errorResponse, type Surface } from './rest/apiError.ts';
import { aliasRoutes } from './rest/aliasRoutes.ts';
import { backupRoutes } from './rest/backupRoutes.ts';
import { boundBody } from './rest/body.ts';
import { bulkImportRoutes } from './rest/bulkImportRoutes.ts';
import { controlRoutes } from './rest/controlRoutes.ts';
import { eventRoutes, type EngineEvents } from './rest/eventRoutes.ts';
import { documentRoutes } from './rest/documentRoutes.ts';
import type { EngineContext, EngineEnv } from './rest/engineEnv.ts';
import {
  countAsWork,
  noteSimulation,
  readVersion,
  throttleRequests,
  requireKey,
  requireLocalHost,
} from './rest/guards.ts';
import { health } from './rest/health.ts';
import { idRoutes } from './rest/idRoutes.ts';
import { IndexOperations } from './operations/indexOperations.ts';
import type { InitialIndexes } from './operations/initialIndexes.ts';
import type { Operations } from './operations/operations.ts';
import { IndexHosts } from './ports/indexHosts.ts';
import type { IndexPorts } from './ports/indexPorts.ts';
import type { RequestRules } from './access/requestRules.ts';
import { inferenceRoutes } from './inference/inferenceRoutes.ts';
import { modelRoutes } from './inference/modelRoutes.ts';
import { namespaceRoutes } from './rest/namespaceRoutes.ts';
import { resetRoutes } from './ephemeral/resetRoutes.ts';
import { vectorscopeRoutes } from './rest/vectorscopeRoutes.ts';
import { recordRoutes } from './rest/recordRoutes.ts';
import { logRequests, nameOf } from './rest/requestLog.ts';
import { twinRoutes } from './rest/twinRoutes.ts';
import { vectorRoutes } from './rest/vectorRoutes.ts';
import { pathWithin } from './schemas/requestPath.ts';

/** Creates the engine's HTTP application with all routes. */
export function createApp(dependencies: AppDependencies): Hono<EngineEnv> {
  const { store, rules, operations, ports, port, keepBusy, dataFolder, log } = dependencies;
  const app = new Hono<EngineEnv>({ getPath: pathWithin(ports) });
  app.onError((error, context) => fail(error, context, log));
  app.notFound((context) =>
    errorResponse(new Failure('notFound', 'There is no such operation'), surfaceOf(context)),
  );
  const onRejected = (): void => rules.noteRejected();
  if (dependencies.simulatesModels === true) app.use(noteSimulation());
  app.use(requireLocalHost(port, onRejected));
  app.get('/healthz', health(dependencies));
  app.use(requireKey(rules.accepts, onRejected));
  app.use(logRequests(log));
  // Listening to events does not count as use of the engine.
  app.route('/', eventRoutes(dependencies.events));
  app.use(countAsWork(keepBusy));
  app.use(throttleRequests(rules.throttle));
  app.use(boundBody(rules.bodies), readVersion());
  const embedder = createEmbedder(dependencies);
  app.route('/', backupRoutes(store));
  const imports = new ImportJobs({ store, dataFolder, log, keepBusy });
  const endWork = async (index: string): Promise<void> => {
    ports?.close(index);
    await imports.end(index);
  };
  const hosts = new IndexHosts(port, ports);
  const indexes = new IndexOperations(store, embedder);
  app.route('/', controlRoutes({ store, indexes, embedder, hosts, endWork }));
  app.route('/', inferenceRoutes({ embedder }));
  app.route('/', modelRoutes(dependencies));
  const { isEphemeral = false, initialIndexes } = dependencies;
  if (isEphemeral) app.route('/', resetRoutes({ store, endWork, initialIndexes }));
  app.route('/', vectorscopeRoutes(dependencies));
  app.route('/', twinRoutes({ ...dependencies, definitions: operations.definitions }));
  app.route('/', idRoutes(store));
  const { large, definitions } = operations;
  app.route('/_i/:index', vectorRoutes(operations.vectors));
  app.route('/_i/:index', namespaceRoutes(operations.namespaces));
  app.route('/_i/:index', aliasRoutes(store));
  app.route('/_i/:index', recordRoutes({ store, definitions, embedder, large }));
  app.route(
    '/_i/:index',
    documentRoutes({ store, definitions, large, embedder: new DocumentEmbedder(embedder) }),
  );
  app.route('/_i/:index', bulkImportRoutes(imports));
  return app;
}

export type AppDependencies = {
  readonly store: RpcClient<StoreCalls>;
  readonly key: Secret;
  readonly rules: RequestRules;
  readonly operations: Operations;
  /** The ports of indexes. Default: indexes have none, and the engine's own port serves them all. */
  readonly ports?: IndexPorts;
  /** The server's port, available once it listens. */
  readonly port: () => number;
  readonly version: string;
  readonly samplesFolder: string | undefined;
  /** Owned by the caller. */
  readonly sentences: SentenceEmbedder;
  /** Whether hosted models are simulated. Default: no. */
  readonly simulatesModels?: boolean;
  readonly dataFolder: string;
  readonly startMapThread: MapResources['startMapThread'];
  /** Prevents the engine from stopping while idle until the promise settles. */
  readonly keepBusy: (work: Promise<void>) => void;
  readonly events: EngineEvents;
  /** Whether clients may delete all data in one request. Default: no. */
  readonly isEphemeral?: boolean;
  /** Created again after all data was deleted. Default: none. */
  readonly initialIndexes?: InitialIndexes | undefined;
  readonly log: Log;
};

function fail(error: unknown, context: EngineContext, log: Log): Response {
  const failure = isGone(error, context)
    ? new Failure('cancelled', 'The client went away')
    : Failure.from(error);
  if (failure.kind === 'internal') {
    log.error(`${nameOf(context)} failed\n${stackFrames(error)}`);
  }
  const response = errorResponse(failure, surfaceOf(context));
  if (response.status === 400 && isRecordSearch.test(context.req.path))
    response.headers.set('content-type', 'text/plain; charset=utf-8');
  return response;
}

/** The service answers these with errors whose JSON is declared as text. */
const isRecordSearch = /^\/_i\/[^/]+\/records\/namespaces\/[^/]+\/search$/;

/** Whether reading the request failed because its client disconnected. */
function isGone(error: unknown, context: EngineContext): boolean {
  // Requests made by tests have no connection.
  const bindings = context.env as Partial<HttpBindings> | undefined;
  return bindings?.incoming?.readableAborted === true && !Failure.is(error);
}

function surfaceOf(context: EngineContext): Surface {
  // Records and documents use the error format of the control plane.
  const isVectors = /^\/_i\/[^/]*\/(?!records\/|namespaces\/[^/]+\/documents\/)/;
  return isVectors.test(context.req.path) ? 'data' : 'control';
}
