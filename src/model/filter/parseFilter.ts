import type { Filter } from './filter.ts';
import { parseJsonTree, type JsonNode } from './jsonTree.ts';
import type { FilterProblem } from './filterProblem.ts';
import { readFilter, type FilterIssue, type FilterOptions } from './readFilter.ts';

/** Parses a typed filter: JSON, or an empty text for no filter. */
export function parseFilter(text: string, options?: FilterOptions): ParsedFilter {
  if (text.trim() === '') {
    return { isValid: true, json: {}, filter: { op: 'and', operands: [] } };
  }
  const tree = parseJsonTree(text);
  if (!tree.isValid) return { isValid: false, problems: [tree.problem] };

  const json = JSON.parse(text) as object;
  const problems = findRepeatedKeys(tree.root);
  const report = (culprit: FilterIssue): void => void problems.push(place(tree.root, culprit));
  const filter = readFilter(json, report, options);
  if (problems.length === 0) return { isValid: true, json, filter };
  return { isValid: false, problems: problems.sort((a, b) => a.start - b.start) };
}

export type ParsedFilter =
  | { readonly isValid: true; readonly json: object; readonly filter: Filter }
  /** In text order. */
  | { readonly isValid: false; readonly problems: readonly FilterProblem[] };

/** Finds duplicate keys: JSON drops the first one, which would silently lose a condition. */
function findRepeatedKeys(node: JsonNode): FilterProblem[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(findRepeatedKeys);
  const seen = new Set<string>();
  const problems: FilterProblem[] = [];
  for (const { key, keyStart, keyEnd, value } of node.entries) {
    if (seen.has(key)) {
      const message = `“${key}” occurs twice; join both conditions with "$and"`;
      problems.push({ start: keyStart, end: keyEnd, message });
    }
    seen.add(key);
    problems.push(...findRepeatedKeys(value));
  }
  return problems;
}

function place(root: JsonNode, { path, part, message }: FilterIssue): FilterProblem {
  let node = root;
  let key: { readonly start: number; readonly end: number } = root;
  for (const step of path) {
    if (node.kind === 'object') {
      const entry = node.entries.findLast((one) => one.key === step);
      if (entry === undefined) break;
      key = { start: entry.keyStart, end: entry.keyEnd };
      node = entry.value;
    } else if (node.kind === 'list') {
      node = node.items[Number(step)] ?? node;
    }
  }
  const { start, end } = part === 'key' ? key : node;
  return { start, end, message };
}
