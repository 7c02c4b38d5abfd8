import { Hono } from 'hono';
import * as v from 'valibot';
import type { ImportJobs } from '../../imports/importJobs.ts';
import type { StoredImport } from '../../storage/importJobTable.ts';
import { readJson } from './body.ts';
import { indexOf } from './dataResponses.ts';
import { decode } from '../schemas/decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { nextToken, pageOf, pagination } from '../schemas/paging.ts';

const newImport = v.object({
  uri: v.pipe(
    v.string(),
    v.minLength(1, 'an import needs a uri'),
    v.maxLength(1500, 'a uri has at most 1500 characters'),
  ),
  integrationId: v.nullish(v.pipe(v.string(), v.maxLength(1000))),
  errorMode: v.nullish(
    v.object({
      onError: v.nullish(v.picklist(['abort', 'continue'], 'onError is abort or continue')),
    }),
  ),
});

/** Pinecone's import routes, for files on this machine, under a path with the parameter `index`. */
export function bulkImportRoutes(jobs: ImportJobs): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  const idOf = (context: EngineContext): string => context.req.param('id') ?? '';

  app.post('/bulk/imports', async (context) => {
    const { uri, errorMode } = decode(newImport, await readJson(context));
    const skipsBadRows = errorMode?.onError === 'continue';
    const { id } = await jobs.start({ index: indexOf(context), uri, skipsBadRows });
    return context.json({ id });
  });
  app.get('/bulk/imports', async (context) => {
    const { after, limit } = pageOf(context.req.query());
    const all = await jobs.list(indexOf(context));
    const rest = all.filter(({ id }) => Number(id) > Number(after));
    const page = rest.slice(0, limit);
    const isLast = rest.length <= limit;
    return context.json({
      data: page.map(importResponse),
      ...pagination(nextToken(isLast, page.at(-1)?.id)),
    });
  });
  app.get('/bulk/imports/:id', async (context) =>
    context.json(importResponse(await jobs.get(indexOf(context), idOf(context)))),
  );
  app.delete('/bulk/imports/:id', async (context) => {
    await jobs.cancel(indexOf(context), idOf(context));
    return context.json({});
  });
  return app;
}

function importResponse({ recordsRefused = 0, ...state }: StoredImport): object {
  const { recordsImported: importSuccesses, percentComplete } = state;
  const validationResult = { importSuccesses, importErrors: recordsRefused };
  return {
    ...state,
    percentComplete: Math.round(percentComplete * 10) / 10,
    ...(state.status === 'Completed' ? { validationResult } : {}),
  };
}
