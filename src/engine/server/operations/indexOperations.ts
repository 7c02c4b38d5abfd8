import type { RpcClient } from '../../../common/rpc.ts';
import type { Embedder } from '../../embedding/embedder.ts';
import { chooseModel, termModel } from '../../embedding/embeddingModel.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { ApiVersion } from '../schemas/apiVersion.ts';
import { decodeNewIndex } from '../schemas/indexRequests.ts';
import { decodeModelIndex, modelIndex } from '../schemas/modelIndexRequest.ts';
import type { FindModel } from '../schemas/textField.ts';

/** Creates indexes from the bodies of requests. Both methods return the name of the index and throw `conflict`. */
export class IndexOperations {
  readonly #store: RpcClient<StoreCalls>;
  readonly #embedder: Embedder;

  constructor(store: RpcClient<StoreCalls>, embedder: Embedder) {
    this.#store = store;
    this.#embedder = embedder;
  }

  /** Creates an index from the body of `POST /indexes`. Throws `badInput`. */
  async create(body: unknown, version: ApiVersion, signal: AbortSignal): Promise<string> {
    const models = await this.#embedder.listModels(signal);
    const findModel: FindModel = (name) => chooseModel([...models, termModel], name);
    const index = decodeNewIndex(body, version, findModel);
    await this.#store.call('index.create', index);
    return index.name;
  }

  /** Creates an index from the body of `POST /indexes/create-for-model`. Throws `badInput`. */
  async createForModel(body: unknown, version: ApiVersion, signal: AbortSignal): Promise<string> {
    const decoded = decodeModelIndex(body, version);
    const model = await this.#embedder.findModel(decoded.embed.model, signal);
    await this.#store.call('index.create', modelIndex(decoded, model));
    return decoded.name;
  }
}
