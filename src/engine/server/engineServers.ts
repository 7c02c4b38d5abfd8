import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { createEmbedder } from '../embedding/createEmbedder.ts';
import { startMapThread } from '../map/startMapThread.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { createApp, type AppDependencies } from './app.ts';
import { GrpcServer } from './grpc/grpcServer.ts';
import { vectorService } from './grpc/vectorService.ts';
import { HttpServer } from './httpServer.ts';
import { IndexOperations } from './operations/indexOperations.ts';
import { InitialIndexes } from './operations/initialIndexes.ts';
import { createOperations, type Operations } from './operations/operations.ts';
import { ConnectionSorter } from './ports/connectionSorter.ts';
import { IndexPorts } from './ports/indexPorts.ts';
import { PortFile } from './ports/portFile.ts';
import { RequestRules, type RuleSettings } from './access/requestRules.ts';

/** The servers of the engine: REST at its own port, REST and gRPC at the port of each index. */
export class EngineServers {
  readonly #store: RpcClient<StoreCalls>;
  readonly #http: HttpServer;
  readonly #grpc: GrpcServer;
  readonly #sorter: ConnectionSorter;
  readonly #ports: IndexPorts;
  readonly #operations: Operations;
  readonly #initialIndexes: InitialIndexes | undefined;

  constructor(options: EngineServersOptions) {
    const { store, indexesFile, dataFolder, log } = options;
    this.#store = store;
    const rules = new RequestRules(options);
    const operations = (this.#operations = createOperations(
      store,
      options.events.onDidChangeIndexes,
    ));
    if (indexesFile !== undefined) {
      const indexes = new IndexOperations(store, createEmbedder(options));
      this.#initialIndexes = new InitialIndexes(indexesFile, indexes);
    }
    const keepBusy = (work: Promise<void>): void => this.#http.keepBusy(work);
    this.#grpc = new GrpcServer({
      methods: vectorService(operations),
      rules,
      indexAt: (port) => this.#ports.indexAt(port),
      keepBusy,
      log,
    });
    this.#sorter = new ConnectionSorter(
      {
        http1: (socket) => this.#http.accept(socket),
        http2: (socket) => this.#grpc.accept(socket),
      },
      log,
    );
    this.#ports = new IndexPorts({
      file: new PortFile(dataFolder, log),
      onConnection: (socket) => this.#sorter.accept(socket),
      log,
    });
    const app = createApp({
      ...options,
      rules,
      operations,
      ports: this.#ports,
      initialIndexes: this.#initialIndexes,
      port: () => this.port,
      startMapThread,
      keepBusy,
    });
    this.#http = new HttpServer(app.fetch);
  }

  /** The engine's own port, 0 until it listens. */
  get port(): number {
    return this.#http.port;
  }

  /**
   * Creates the initial indexes. Resolves when the engine's port and those of indexes are open. Port 0 selects a free
   * one. Throws `unavailable`, and `badInput` for an initial index.
   */
  async listen(port: number): Promise<void> {
    await this.#initialIndexes?.create();
    await this.#http.listen(port);
    const indexes = await this.#store.call('index.list', null);
    const names = indexes.map(({ name }) => name);
    await this.#ports.restore(names, this.port);
  }

  /** Milliseconds since the last request or other work ended, 0 while some is running. */
  idleMs(): number {
    return this.#http.idleMs();
  }

  /** Stops accepting connections, waits for running requests up to a limit, then closes all connections. */
  async close(): Promise<void> {
    this.#ports.closeAll();
    this.#sorter.closeAll();
    await Promise.all([this.#http.close(), this.#grpc.close()]);
    this.#operations.dispose();
  }
}

export type EngineServersOptions = RuleSettings &
  Pick<
    AppDependencies,
    | 'key'
    | 'version'
    | 'sentences'
    | 'samplesFolder'
    | 'dataFolder'
    | 'events'
    | 'isEphemeral'
    | 'simulatesModels'
  > & {
    readonly store: RpcClient<StoreCalls>;
    /** The file that lists the indexes which the engine has from the start. Absent: none. */
    readonly indexesFile: string | undefined;
    readonly log: Log;
  };
