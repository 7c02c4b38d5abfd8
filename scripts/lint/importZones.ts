import path from 'node:path';
import type { OxlintOverride } from 'oxlint';
import type { Layer } from '../layers.ts';

/** Returns the linter's zones: one for each layer and depth of folders, since imports are relative. */
export function importZones(layers: readonly Layer[]): OxlintOverride[] {
  return layers.flatMap((layer) =>
    Array.from({ length: deepest + 1 }, (_, depth) =>
      zone(
        layers,
        layer,
        `${layer.path}/${'*/'.repeat(depth)}*.{ts,tsx}`,
        `${layer.path}${'/folder'.repeat(depth)}`,
      ),
    ),
  );
}

/** How many folders below its own a layer has zones for. */
const deepest = 5;

/** The zone of the files that match `files`, all of them as deep as `folder`. */
function zone(
  layers: readonly Layer[],
  layer: Layer,
  files: string,
  folder: string,
): OxlintOverride {
  const { advice: message, types = [] } = layer;
  const forbidden = layers
    .filter((other) => other !== layer && !layer.layers.includes(other.path))
    .map((other) => other.path);
  const importsOf = (paths: readonly string[]): string =>
    pattern(paths.map((target) => `${relativePath(folder, target)}/`));
  const patterns = [
    { regex: packagePattern(layers, layer), message },
    { regex: importsOf(forbidden.filter((target) => !types.includes(target))), message },
    ...(types.length > 0 ? [{ regex: importsOf(types), message, allowTypeImports: true }] : []),
  ];
  return { files: [files], rules: { 'typescript/no-restricted-imports': ['error', { patterns }] } };
}

/** Returns the path as an import writes it. */
function relativePath(folder: string, target: string): string {
  const relative = path.posix.relative(folder, target);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** Matches the packages that other layers use and this one may not; all packages where it may use none. */
function packagePattern(layers: readonly Layer[], layer: Layer): string {
  if (layer.packages.length === 0) return '^[^.]';
  const all = new Set(layers.flatMap(({ packages }) => packages));
  const others = [...all].filter((name) => !layer.packages.includes(name));
  return pattern(others.map((name) => name.replace(/\*$/, '')));
}

/** Matches texts that begin with one of `beginnings`. */
function pattern(beginnings: readonly string[]): string {
  const escaped = beginnings.map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return `^(${escaped.join('|')})`;
}
