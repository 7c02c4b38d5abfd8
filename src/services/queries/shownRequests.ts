import { printJson } from '../../model/connectionCode/codeText.ts';
import type { ProgramQuery } from '../../model/connectionCode/programQuery.ts';
import { rerankRequest } from '../../model/requests/inferenceRequests.ts';
import type { ShownRequest } from '../../protocol/notebook.ts';
import type { PreparedQuery } from './prepareQuery.ts';

/** Returns the requests of a query as a person reads them: without a key, and with the documents of a reranking left out. */
export function shownRequests({ searches, query }: PreparedQuery): readonly ShownRequest[] {
  const all = searches.map(({ index, request }) => ({
    title: `POST ${index.host}/${request.path}`,
    body: printJson(request.body),
  }));
  if (query.rerank === undefined) return all;
  const { body, path } = rerankRequest({ ...query.rerank, texts: [] });
  return [...all, { title: `POST /${path}`, body: printJson({ ...body, documents: ['…'] }) }];
}

/** Returns a query as the generator of code takes it. */
export function programQuery({ searches, query }: PreparedQuery): ProgramQuery {
  const { rerank, fusion } = query;
  const isFused = searches.length > 1;
  const how = fusion === 'rrf' ? 'rank: each scores the sum of 1 / (60 + rank)' : 'score';
  return {
    searches: searches.map(({ index: { host, kind }, namespace, request }) => ({
      host,
      kind,
      namespace,
      request,
    })),
    remarks: [
      ...(isFused ? [`The notebook then merges the hits by ${how}.`] : []),
      ...(rerank ? [`The notebook then reranks the hits by ${rerank.model}.`] : []),
    ],
  };
}
