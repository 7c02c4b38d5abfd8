import { defaultRegion, type NewIndex, type NewIndexContent } from './newIndex.ts';
import type { VectorIndex } from './vectorIndex.ts';

/**
 * Returns the settings that create an index like this one, with its name, tags and protection; `undefined` for an index
 * that cannot be created again: one on pods, or one whose embedding model is unknown.
 */
export function settingsOfIndex(index: VectorIndex): NewIndex | undefined {
  const { name, cloud, region, tags, isProtected, isPod } = index;
  const content = isPod === true ? undefined : contentOf(index);
  if (content === undefined) return undefined;
  const isKnown = cloud !== undefined && region !== undefined;
  return { name, ...(isKnown ? { cloud, region } : defaultRegion), tags, isProtected, ...content };
}

function contentOf(index: VectorIndex): NewIndexContent | undefined {
  const { kind, documents, textModel: model, textField, dimension, metric } = index;
  if (documents !== undefined)
    return { kind: 'documents', textFields: documents.textFields, fields: documents.fields };
  if (kind === 'records')
    return model === undefined || textField === undefined
      ? undefined
      : { kind: 'embedded', model, textField };
  return dimension === undefined ? { kind: 'sparse' } : { kind: 'dense', dimension, metric };
}
