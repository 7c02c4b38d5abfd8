import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  environmentColours,
  environmentKinds,
  environmentRoles,
} from '../../src/model/environment.ts';
import { programLanguages } from '../../src/vscode/code/programs.ts';
import { decodeEnvironment } from '../../src/services/environments/environmentInput.ts';
import {
  commands,
  contextKeys,
  recordScheme,
  settings,
  views,
  viewTypes,
} from '../../src/vscode/ids.ts';

type Command = { command: string; title: string; category: string; icon?: string };
type MenuItem = { command: string; when?: string };

const root = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text);
const nls: Record<string, string> = JSON.parse(
  readFileSync(path.join(root, 'package.nls.json'), 'utf8'),
);
const { contributes } = manifest;
const declared: readonly Command[] = contributes.commands;
const sources = globSync(['src/**/*.ts'], { cwd: root })
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n');

const titleOf = ({ title }: Command): string => nls[title.slice(1, -1)] ?? '';

describe('the manifest', () => {
  it('declares the commands that the code knows, and no others', () => {
    expect(declared.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
  });

  it('names only declared commands in menus, welcome view and walkthrough', () => {
    const menus: MenuItem[] = Object.values<MenuItem[]>(contributes.menus).flat();
    const linked = [...JSON.stringify(nls).matchAll(/command:([\w.]+)/g)].map(([, id]) => id!);
    const used = [...menus.map(({ command }) => command), ...linked];
    const known = new Set(declared.map(({ command }) => command));
    expect(used.filter((id) => !known.has(id))).toEqual([]);
    expect(linked.length).toBeGreaterThan(0);
  });

  it('declares the views and view types that the code knows', () => {
    expect(contributes.views[views.container].map(({ id }: { id: string }) => id)).toEqual([
      views.tree,
    ]);
    const editors = contributes.customEditors.map(({ viewType }: { viewType: string }) => viewType);
    expect(editors).toEqual([viewTypes.notebook, viewTypes.study]);
    expect(manifest.activationEvents).toEqual([
      ...programLanguages.map((language) => `onLanguage:${language}`),
      ...[viewTypes.map, viewTypes.records].map((type) => `onWebviewPanel:${type}`),
      `onFileSystem:${recordScheme}`,
      // Studies are tests, which the Test Explorer shows only if the extension is active.
      'workspaceContains:**/*.vecstudy',
    ]);
  });

  it('uses only context keys that the code sets', () => {
    const used = [...text.matchAll(/vectorscope:\w+/g)].map(([key]) => key);
    expect([...new Set(used)]).toEqual(Object.values(contextKeys));
  });

  it('declares the settings that the code reads', () => {
    const { section, ...names } = settings;
    expect(Object.keys(contributes.configuration.properties).sort()).toEqual(
      Object.values(names)
        .map((name) => `${section}.${name}`)
        .sort(),
    );
  });

  it('takes its words from package.nls.json, all of them and no more', () => {
    const used = [...text.matchAll(/%([\w.]+)%/g)].map(([, key]) => key!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(nls).sort());
  });

  it('gives every command a category and a title in title case', () => {
    const small = new Set(['a', 'as', 'by', 'from', 'in', 'of', 'the', 'to', 'with']);
    const isTitle = (title: string): boolean =>
      title.split(' ').every((word, at) => /^[A-Z]/.test(word) || (at > 0 && small.has(word)));
    expect(declared.filter((one) => !isTitle(titleOf(one))).map(titleOf)).toEqual([]);
    expect(declared.filter(({ category }) => category !== '%category%')).toEqual([]);
  });

  it('hides from the palette what needs a node of the tree', () => {
    const hidden = contributes.menus.commandPalette
      .filter(({ when }: MenuItem) => when === 'false')
      .map(({ command }: MenuItem) => command);
    expect(hidden).toEqual([
      commands.deleteSelected,
      commands.renameSelected,
      commands.showMore,
      commands.copyName,
    ]);
  });

  it('points to files that exist', () => {
    const files = [...text.matchAll(/"(media\/[^"]+)"/g)].map(([, file]) => file!);
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  });

  it('describes environments as the code reads them', () => {
    const { properties } = contributes.configuration.properties['vectorscope.environments'].items;
    expect(properties.colour.enum).toEqual(environmentColours);
    expect(properties.role.enum).toEqual(environmentRoles);
    expect(properties.kind.enum).toEqual(environmentKinds.filter((kind) => kind !== 'local'));
    const entry = {
      id: 'a',
      name: 'b',
      kind: 'custom',
      readOnly: true,
      requestsPerSecond: 5,
      controllerUrl: 'https://example.com',
    };
    expect(Object.keys(properties).sort()).toEqual(Object.keys(decodeEnvironment(entry)).sort());
  });

  it('keeps environments of an untrusted workspace, and machine settings of any workspace, out', () => {
    const { properties } = contributes.configuration;
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      'vectorscope.environments',
      'vectorscope.embedding.models',
      'vectorscope.embedding.providers',
    ]);
    expect(properties['vectorscope.engine.dataFolder'].scope).toBe('machine');
  });

  it('restricts each setting of a workspace that names a host or a model', () => {
    const { properties } = contributes.configuration;
    const ofWorkspace = Object.entries(properties).filter(([, setting]) => {
      const { scope = 'window', ...about } = setting as { readonly scope?: string };
      const isOfWorkspace = scope !== 'machine' && scope !== 'application';
      return isOfWorkspace && /"(?:url|controllerUrl|host|model)":/.test(JSON.stringify(about));
    });
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(ofWorkspace.map(([name]) => name).toSorted()).toEqual(
      restrictedConfigurations.toSorted(),
    );
  });
});

it('every command that the code knows is registered somewhere', () => {
  const unused = Object.keys(commands).filter((name) => !sources.includes(`commands.${name}`));
  expect(unused).toEqual([]);
});
