import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { MetadataValue } from '../../model/record.ts';
import {
  parseFieldName,
  parseFieldValue,
  type FieldTarget,
  type MetadataEdit,
} from '../../services/writes/metadataEdit.ts';
import { askChoice, askText } from '../flows/inputs.ts';

type Kind = MetadataEdit['kind'];

/** Asks how a metadata field changes. Throws `cancelled` when the user dismisses a question. */
export async function askMetadataEdit(records: string): Promise<MetadataEdit> {
  const title = vscode.l10n.t('Edit Metadata of {0}', records);
  const kind = await askKind(title);
  const field = await askField(title, vscode.l10n.t('The field'));
  switch (kind) {
    case 'remove':
      return { kind, field };
    case 'rename':
      return { kind, field, to: await askField(title, vscode.l10n.t('Its new name')) };
    case 'convert':
      return { kind, field, to: await askType(title) };
    case 'set':
      return { kind, field, value: await askValue(title, field) };
  }
}

/** Returns the edit as the beginning of a question. */
export function editText(edit: MetadataEdit): string {
  const field = escapeInvisible(edit.field);
  switch (edit.kind) {
    case 'set':
      return vscode.l10n.t('Set “{0}” to {1}', field, escapeInvisible(JSON.stringify(edit.value)));
    case 'remove':
      return vscode.l10n.t('Remove “{0}”', field);
    case 'rename':
      return vscode.l10n.t('Rename “{0}” to “{1}”', field, escapeInvisible(edit.to));
    case 'convert':
      return vscode.l10n.t('Convert “{0}” to {1}', field, typeLabel(edit.to));
  }
}

async function askKind(title: string): Promise<Kind> {
  const kind = await askChoice<Kind>({
    title,
    placeholder: vscode.l10n.t('What changes?'),
    choices: [
      {
        label: vscode.l10n.t('Set a Field'),
        description: vscode.l10n.t('adds it where it is missing'),
        value: 'set',
      },
      { label: vscode.l10n.t('Remove a Field'), value: 'remove' },
      { label: vscode.l10n.t('Rename a Field'), value: 'rename' },
      { label: vscode.l10n.t('Convert the Type of a Field'), value: 'convert' },
    ],
  });
  return kind ?? 'set';
}

async function askField(title: string, prompt: string): Promise<string> {
  let field = '';
  await askText({
    title,
    prompt,
    placeholder: 'category',
    submit: (text) => {
      field = parseFieldName(text);
    },
  });
  return field;
}

async function askValue(title: string, field: string): Promise<MetadataValue> {
  let value: MetadataValue = '';
  await askText({
    title,
    prompt: vscode.l10n.t(
      'The value of “{0}”: a number, true, false, a text, or a list such as ["a", "b"]',
      escapeInvisible(field),
    ),
    submit: (text) => {
      value = parseFieldValue(text);
    },
  });
  return value;
}

async function askType(title: string): Promise<FieldTarget> {
  const types: readonly FieldTarget[] = ['string', 'number', 'boolean', 'list'];
  const type = await askChoice<FieldTarget>({
    title,
    placeholder: vscode.l10n.t('Its new type; values that cannot be converted stay'),
    choices: types.map((value) => ({ label: typeLabel(value), value })),
  });
  return type ?? 'string';
}

function typeLabel(type: FieldTarget): string {
  switch (type) {
    case 'string':
      return vscode.l10n.t('text');
    case 'number':
      return vscode.l10n.t('number');
    case 'boolean':
      return vscode.l10n.t('true or false');
    case 'list':
      return vscode.l10n.t('list of texts');
  }
}
