/** Whether the text contains a key. */
export function looksLikeKey(text: string): boolean {
  return keyPattern.test(text);
}

/** Path of a value in settings: field names and list positions. */
export type SettingsPath = readonly (string | number)[];

export type FoundKey = { readonly path: SettingsPath; readonly text: string };

/** Matches API keys of Pinecone (current and older), this engine, and model providers. */
const keyPattern = /(?:^|[^a-z\d])(?:pcsk_|pckey_|pclocal_|sk-)[\w-]{8,}/i;
const keyField = /^(?:.*[^a-z])?api[-_ ]?key$/i;

/** Returns every string in a value that looks like a key, or is in a field for one. */
export function findKeys(value: unknown, path: SettingsPath = []): readonly FoundKey[] {
  if (typeof value === 'string') {
    const field = path.at(-1);
    const isField = typeof field === 'string' && keyField.test(field);
    return value !== '' && (isField || looksLikeKey(value)) ? [{ path, text: value }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([name, inner]) => findKeys(inner, [...path, name]));
}

/** Returns the value without the field at the path. List entries stay, without the field. */
export function withoutField(value: unknown, [name, ...rest]: SettingsPath): unknown {
  if (name === undefined) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const changed = entries.flatMap(([key, inner]): [string | number, unknown][] => {
    if (key !== name) return [[key, inner]];
    return rest.length === 0 ? [] : [[key, withoutField(inner, rest)]];
  });
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}
