/** Returns the tokens of a piece of JSON that have a colour. A piece begins and ends between two tokens. */
export function jsonTokens(text: string): readonly JsonToken[] {
  return [...text.matchAll(tokenPattern)].map((match) => {
    const { index: start, 0: token, groups = {} } = match;
    return { start, end: start + token.length, kind: kindOf(groups) };
  });
}

export type JsonToken = {
  readonly kind: JsonTokenKind;
  readonly start: number;
  readonly end: number;
};

export const jsonTokenKinds = ['name', 'string', 'number', 'literal'] as const;
export type JsonTokenKind = (typeof jsonTokenKinds)[number];

const tokenPattern =
  /(?<name>"(?:[^"\\]|\\.)*"(?=:))|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d[\d.eE+-]*)|(?<literal>true|false|null)/g;

function kindOf(groups: Readonly<Record<string, string | undefined>>): JsonTokenKind {
  return jsonTokenKinds.find((kind) => groups[kind] !== undefined) ?? 'literal';
}
