import * as v from 'valibot';
import { keptFormat, type KeptResult } from '../../../services/notebook/kept/keptResults.ts';
import type { HistoryEntry } from '../../../services/notebook/kept/runHistory.ts';

/** Returns the results of a text by `KeptResultWriter`; none of another format, or of a damaged text. */
export function parseKept(text: string): readonly KeptResult[] {
  try {
    const file = v.parse(
      v.object({ format: v.literal(keptFormat), results: v.array(v.unknown()) }),
      JSON.parse(text),
    );
    return file.results.flatMap((one) => {
      const parsed = v.safeParse(keptResult, one);
      return parsed.success ? [one as KeptResult] : [];
    });
  } catch {
    return [];
  }
}

/** Returns the entry of a line of the history; `undefined` if it is damaged. */
export function parseHistoryLine(line: string): HistoryEntry | undefined {
  try {
    const parsed = v.safeParse(historyEntry, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

const binding = v.object({ environment: v.string(), index: v.string(), namespace: v.string() });

const hits = v.array(
  v.object({
    id: v.string(),
    score: v.number(),
    metadata: v.record(v.string(), v.unknown()),
    values: v.array(v.number()),
  }),
);

const result = v.variant('kind', [
  v.object({
    kind: v.literal('hits'),
    hits,
    metric: v.string(),
    usage: v.object({}),
    tookMs: v.number(),
    binding,
  }),
  v.object({ kind: v.literal('explanations'), explanations: v.array(v.object({})), binding }),
  v.object({
    kind: v.literal('comparison'),
    lists: v.array(v.object({ name: v.string(), hits, binding, expected: v.array(v.string()) })),
    usage: v.object({}),
  }),
]);

const keptResult = v.object({
  content: v.string(),
  name: v.string(),
  endedAtMs: v.number(),
  ranAs: v.object({ kind: v.picklist(['query', 'explain', 'compare']), binding: v.object({}) }),
  outcome: result,
});

const historyEntry = v.object({
  at: v.number(),
  notebook: v.string(),
  binding: v.object({ environment: v.string(), index: v.string(), namespace: v.string() }),
  text: v.string(),
  title: v.string(),
  filter: v.string(),
  outcome: v.picklist(['hits', 'explanations', 'comparison', 'failed']),
  count: v.number(),
  bestIds: v.array(v.string()),
  tookMs: v.number(),
  message: v.string(),
});
