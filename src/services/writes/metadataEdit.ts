import { Failure } from '../../common/failure.ts';
import { fieldOf, type Metadata, type MetadataValue } from '../../model/record.ts';

export type FieldTarget = 'string' | 'number' | 'boolean' | 'list';

/** One change of a metadata field. */
export type MetadataEdit =
  | { readonly kind: 'set'; readonly field: string; readonly value: MetadataValue }
  | { readonly kind: 'remove'; readonly field: string }
  | { readonly kind: 'rename'; readonly field: string; readonly to: string }
  | { readonly kind: 'convert'; readonly field: string; readonly to: FieldTarget };

/**
 * Returns the metadata after the edit. A record without the field, or with a value that cannot be converted, is returned
 * unchanged.
 */
export function editMetadata(metadata: Metadata, edit: MetadataEdit): Metadata {
  const { field } = edit;
  const value = fieldOf(metadata, field);
  if (edit.kind === 'set') return withField(metadata, field, edit.value);
  if (value === undefined) return metadata;
  if (edit.kind === 'remove') return withoutField(metadata, field);
  if (edit.kind === 'rename') return withField(withoutField(metadata, field), edit.to, value);
  const converted = convert(value, edit.to);
  return converted === undefined ? metadata : withField(metadata, field, converted);
}

/** Returns the value of a field as typed: JSON if it is a value of metadata, else the text itself. */
export function parseFieldValue(text: string): MetadataValue {
  const value = parseJson(text.trim());
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'string')) return value;
    throw new Failure('badInput', 'A list holds texts only, such as ["a", "b"]');
  }
  if (typeof value === 'object' && value !== null)
    throw new Failure(
      'badInput',
      'Metadata is flat: a text, a number, true, false or a list of texts',
    );
  return text;
}

/** Returns the name of a metadata field. Throws `badInput` if the service would refuse it. */
export function parseFieldName(text: string): string {
  const name = text.trim();
  if (name === '') throw new Failure('badInput', 'A field needs a name');
  if (name.startsWith('$')) throw new Failure('badInput', 'A field name does not start with “$”');
  return name;
}

function withField(metadata: Metadata, field: string, value: MetadataValue): Metadata {
  return Object.fromEntries([...Object.entries(metadata), [field, value]]);
}

function withoutField(metadata: Metadata, field: string): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== field));
}

function convert(value: MetadataValue, to: FieldTarget): MetadataValue | undefined {
  const text = typeof value === 'object' ? value.join(', ') : String(value);
  switch (to) {
    case 'string':
      return text;
    case 'list':
      return typeof value === 'object' ? value : [text];
    case 'boolean':
      return toBoolean(text);
    case 'number': {
      const number = Number(text);
      return text.trim() !== '' && Number.isFinite(number) ? number : undefined;
    }
  }
}

function toBoolean(text: string): boolean | undefined {
  if (/^(?:true|yes|1)$/i.test(text.trim())) return true;
  return /^(?:false|no|0)$/i.test(text.trim()) ? false : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
