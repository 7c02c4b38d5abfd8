import adminApi from '../../fixtures/pinecone/adminApi.json' with { type: 'json' };

/**
 * Compares requests and responses with Pinecone's published descriptions of its admin and token API (2026-04, Apache
 * 2.0), which the fixture holds without examples.
 */

type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly 'x-enum'?: readonly string[];
};
type Content = { readonly content?: { readonly 'application/json': { readonly schema: Schema } } };
type Operation = {
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
};
type Api = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
};

const uuid = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/;

/** Returns what deviates from the description, a line each. */
export function deviationsOf({ method, path, request, status, response }: Exchange): string[] {
  const found = operationOf(method, path);
  if (found === undefined) return [`${method} ${path} is not described`];
  const { api, operation } = found;
  const { responses } = operation;
  const answer = responses[String(status)] ?? responses[`${String(status)[0]}XX`];
  if (answer === undefined) return [`${method} ${path} has no status ${status}`];
  return [
    ...(status < 400 ? problemsOf(api, schemaOf(operation.requestBody), request, 'request') : []),
    ...problemsOf(api, schemaOf(answer), response, 'response'),
  ];
}

function operationOf(
  method: string,
  path: string,
): { readonly api: Api; readonly operation: Operation } | undefined {
  for (const api of Object.values(adminApi as unknown as Record<string, Api>)) {
    for (const [template, operations] of Object.entries(api.paths)) {
      const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      const operation = operations[method.toLowerCase()];
      if (operation !== undefined && pattern.test(path)) return { api, operation };
    }
  }
  return undefined;
}

function schemaOf(content: Content | undefined): Schema | undefined {
  return content?.content?.['application/json'].schema;
}

function problemsOf(api: Api, schema: Schema | undefined, value: unknown, place: string): string[] {
  if (schema === undefined) return value === undefined ? [] : [`${place} should be empty`];
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return problemsOf(api, api.components.schemas[name], value, place);
  }
  switch (schema.type) {
    case 'object':
      return objectProblems(api, schema, value, place);
    case 'array':
      if (!Array.isArray(value)) return [`${place} is no array`];
      return value.flatMap((one, at) => problemsOf(api, schema.items, one, `${place}[${at}]`));
    case 'string':
      return stringProblems(schema, value, place);
    case 'integer':
      return Number.isInteger(value) ? [] : [`${place} is no integer`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${place} is no boolean`];
    case undefined:
    default:
      return [`${place} has a type that is not checked`];
  }
}

function objectProblems(api: Api, schema: Schema, value: unknown, place: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${place} is no object`];
  const { properties = {}, required = [] } = schema;
  const missing = required.filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${place}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) =>
      properties[name] === undefined
        ? [`${place}.${name} is not described`]
        : problemsOf(api, properties[name], inner, `${place}.${name}`),
    ),
  ];
}

function stringProblems(schema: Schema, value: unknown, place: string): string[] {
  if (typeof value !== 'string') return [`${place} is no string`];
  const { minLength = 0, maxLength = Infinity, format } = schema;
  const words = schema['x-enum'];
  return [
    ...(value.length < minLength || value.length > maxLength ? [`${place} has a bad length`] : []),
    ...(words !== undefined && !words.includes(value) ? [`${place} is “${value}”`] : []),
    ...(format === 'uuid' && !uuid.test(value) ? [`${place} is no UUID`] : []),
  ];
}
