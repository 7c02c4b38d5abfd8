import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { parseNamespaceName } from '../../services/catalog/namespaces.ts';
import {
  mappingProblem,
  type ColumnMapping,
  type FieldType,
} from '../../services/imports/columnMapping.ts';
import { columnsOf, type Sample } from '../../services/imports/guessMapping.ts';
import { vectorChoices } from '../../services/imports/vectorColumns.ts';
import type { RecordIndex } from '../../services/records/recordParts.ts';
import { askChoice, askText, type Choice } from '../flows/inputs.ts';
import { askFields } from './askFields.ts';
import { columnText, previewOf } from './previewOf.ts';

/**
 * Shows what each column becomes, with the first values, until the user accepts it. A line leads to the choice of another
 * column. Throws `cancelled` when the user closes it.
 */
export async function askMapping(
  question: MappingQuestion,
  answer: MappingAnswer,
): Promise<MappingAnswer> {
  const part = await askChoice<Part>({
    title: question.title,
    placeholder: vscode.l10n.t('Enter goes on; select a line to change it'),
    choices: lines(question, answer),
  });
  if (part === 'import' && mappingProblem(answer.mapping, question.index) === undefined)
    return answer;
  const changed = part === undefined ? answer : await askPart(part, question, answer);
  return askMapping(question, changed ?? answer);
}

/** What the form asks about. */
export type MappingQuestion = {
  readonly title: string;
  readonly sample: Sample;
  readonly index: RecordIndex;
};

/** What the user decides. */
export type MappingAnswer = { readonly mapping: ColumnMapping; readonly namespace: string };

type Part = 'import' | 'id' | 'vector' | 'sparse' | 'text' | 'fields' | 'types' | 'namespace';

const second = { step: 2, of: 2 };

function lines(
  { sample, index }: MappingQuestion,
  { mapping, namespace }: MappingAnswer,
): readonly Choice<Part>[] {
  const { id, vector, sparse = [], text, fields } = mapping;
  const columnLine = (value: Part, label: string, columns: readonly string[]): Choice<Part> => ({
    label,
    description: columnText(columns),
    detail: previewOf(sample, columns),
    value,
  });
  const isEmbedded = index.kind === 'records';
  const isDense = !isEmbedded && index.vectorType === 'dense';
  const isTyped = sample.isText && Object.keys(fields).length > 0;
  return [
    startLine(mapping, index),
    id === undefined
      ? { label: vscode.l10n.t('Id'), description: vscode.l10n.t('number of the row'), value: 'id' }
      : columnLine('id', vscode.l10n.t('Id'), [id]),
    ...(isDense ? [columnLine('vector', vscode.l10n.t('Vector'), vector)] : []),
    ...(isEmbedded || sparse.length === 0
      ? []
      : [columnLine('sparse', vscode.l10n.t('Sparse vector'), sparse)]),
    ...(isEmbedded || text !== undefined
      ? [columnLine('text', vscode.l10n.t('Text'), text === undefined ? [] : [text])]
      : []),
    columnLine('fields', vscode.l10n.t('Metadata'), metadataColumns(mapping)),
    ...(isTyped
      ? [
          {
            label: vscode.l10n.t('Types of the metadata'),
            description: typesText(fields),
            value: 'types' as const,
          },
        ]
      : []),
    {
      label: vscode.l10n.t('Namespace'),
      description:
        mapping.namespace === undefined
          ? escapeInvisible(namespace)
          : vscode.l10n.t('column “{0}”', escapeInvisible(mapping.namespace)),
      value: 'namespace',
    },
  ];
}

function startLine(mapping: ColumnMapping, index: RecordIndex): Choice<Part> {
  const problem = mappingProblem(mapping, index);
  return problem === undefined
    ? {
        label: `$(check) ${vscode.l10n.t('Check the File')}`,
        description: vscode.l10n.t('nothing is written yet'),
        value: 'import',
      }
    : { label: `$(warning) ${problem}`, value: 'import' };
}

function metadataColumns({ metadata, fields }: ColumnMapping): readonly string[] {
  return [...(metadata === undefined ? [] : [metadata]), ...Object.keys(fields)];
}

function typesText(fields: ColumnMapping['fields']): string {
  const groups = Map.groupBy(Object.keys(fields), (name) => fields[name] ?? 'text');
  return [...groups].map(([type, names]) => `${typeLabel(type)}: ${columnText(names)}`).join(' · ');
}

/** Asks for another answer to one line. Returns `undefined` after Back. */
async function askPart(
  part: Part,
  question: MappingQuestion,
  answer: MappingAnswer,
): Promise<MappingAnswer | undefined> {
  const { mapping } = answer;
  switch (part) {
    case 'import':
      return answer;
    case 'id':
    case 'text': {
      const name = await askColumn(question, part, mapping[part]);
      if (name === undefined) return undefined;
      const { [part]: _, ...others } = mapping;
      return {
        ...answer,
        mapping: withoutField({ ...others, ...(name !== '' && { [part]: name }) }, name),
      };
    }
    case 'vector': {
      const vector = await askVector(question);
      return vector && { ...answer, mapping: { ...mapping, vector } };
    }
    case 'sparse': {
      const name = await askColumn(question, 'sparse', mapping.sparse?.[0]);
      if (name === undefined) return undefined;
      const { sparse: _, ...others } = mapping;
      return { ...answer, mapping: { ...others, ...(name !== '' && { sparse: [name] }) } };
    }
    case 'fields': {
      const chosen = await askFields(question.title, question.sample, mapping);
      return chosen && { ...answer, mapping: chosen };
    }
    case 'types': {
      const fields = await askType(question, mapping.fields);
      return fields && { ...answer, mapping: { ...mapping, fields } };
    }
    case 'namespace':
      return askNamespace(question, answer);
  }
}

/** A column that has another part is no field any more. */
function withoutField(mapping: ColumnMapping, name: string): ColumnMapping {
  const fields = Object.entries(mapping.fields).filter(([field]) => field !== name);
  return { ...mapping, fields: Object.fromEntries(fields) };
}

/** Returns the chosen column, and an empty text for none of them. */
function askColumn(
  { title, sample }: MappingQuestion,
  part: 'id' | 'text' | 'sparse' | 'namespace',
  current: string | undefined,
): Promise<string | undefined> {
  const none = {
    id: vscode.l10n.t('Number of the Row'),
    text: vscode.l10n.t('None'),
    sparse: vscode.l10n.t('None'),
    namespace: vscode.l10n.t('One Namespace for All…'),
  };
  return askChoice<string>({
    title,
    place: second,
    placeholder: vscode.l10n.t('Which column is it?'),
    ...(current !== undefined && { current }),
    choices: [
      ...columnsOf(sample).map((column) => ({
        label: columnText([column]),
        detail: previewOf(sample, [column]),
        value: column,
      })),
      { label: none[part], value: '' },
    ],
  });
}

function askVector({
  title,
  sample,
  index,
}: MappingQuestion): Promise<readonly string[] | undefined> {
  return askChoice<readonly string[]>({
    title,
    place: second,
    placeholder: vscode.l10n.t(
      'Which column holds vectors with {0} numbers?',
      index.dimension ?? 0,
    ),
    choices: vectorChoices(sample.rows).map(({ columns, length }) => ({
      label: columnText(columns),
      description: vscode.l10n.t('{0} numbers', length),
      detail: previewOf(sample, columns),
      value: columns,
    })),
  });
}

async function askType(
  { title, sample }: MappingQuestion,
  fields: ColumnMapping['fields'],
): Promise<ColumnMapping['fields'] | undefined> {
  const name = await askChoice<string>({
    title,
    place: second,
    placeholder: vscode.l10n.t('Which column?'),
    choices: Object.entries(fields).map(([column, type]) => ({
      label: columnText([column]),
      description: typeLabel(type),
      detail: previewOf(sample, [column]),
      value: column,
    })),
  });
  if (name === undefined) return undefined;
  const types: readonly FieldType[] = ['text', 'number', 'boolean', 'list'];
  const type = await askChoice<FieldType>({
    title,
    place: second,
    placeholder: vscode.l10n.t('How is “{0}” read?', escapeInvisible(name)),
    choices: types.map((value) => ({ label: typeLabel(value), value })),
  });
  return type && { ...fields, [name]: type };
}

async function askNamespace(
  question: MappingQuestion,
  answer: MappingAnswer,
): Promise<MappingAnswer | undefined> {
  const { namespace: column, ...mapping } = answer.mapping;
  const name = await askColumn(question, 'namespace', column ?? '');
  if (name === undefined) return undefined;
  if (name !== '')
    return { ...answer, mapping: withoutField({ ...mapping, namespace: name }, name) };
  let { namespace } = answer;
  const isGiven = await askText({
    title: question.title,
    place: second,
    prompt: vscode.l10n.t('The namespace; it is created with its first record'),
    value: namespace === '' ? defaultNamespace : namespace,
    submit: (text) => {
      namespace = parseNamespaceName(text);
    },
  });
  return isGiven ? { mapping, namespace } : undefined;
}

function typeLabel(type: FieldType): string {
  switch (type) {
    case 'value':
      return vscode.l10n.t('as it is');
    case 'text':
      return vscode.l10n.t('text');
    case 'number':
      return vscode.l10n.t('number');
    case 'boolean':
      return vscode.l10n.t('true or false');
    case 'list':
      return vscode.l10n.t('list of texts');
  }
}
