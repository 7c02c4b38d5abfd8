import type { RpcClient } from '../../../src/common/rpc.ts';
import type { MapCalls } from '../../../src/protocol/map.ts';
import type { MapFeed } from '../mapFeed.ts';
import type { SearchDeps } from './searchState.ts';

/** Returns the calls of a search, which the host answers. */
export function searchCalls(client: RpcClient<MapCalls>, feed: MapFeed): SearchDeps {
  return {
    find: (filter, signal) => client.call('records.find', { filter }, { signal }),
    findTexts: (words, signal) => client.call('texts.find', { words }, { signal }),
    findByMeaning: (text, signal) => client.call('meaning.find', { text }, { signal }),
    indexOf: (id) => feed.indexOf(id),
  };
}
