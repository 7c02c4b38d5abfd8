import type { MapParameters } from './map.ts';

/** Whether the engine accepts the number for this parameter. */
export function isMapNumber(name: MapNumber, value: number): boolean {
  const { min, max, isWhole } = mapNumbers[name];
  return value >= min && value <= max && (!isWhole || Number.isInteger(value));
}

/** Numeric parameters of a map. */
export const mapNumberNames = ['neighbours', 'minDistance', 'sample', 'seed'] as const;
export type MapNumber = (typeof mapNumberNames)[number];

type Limits = {
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  /** The range in words. */
  readonly form: string;
};

/** The engine's limits. */
export const mapNumbers: Readonly<Record<MapNumber, Limits>> = {
  neighbours: { min: 2, max: 200, isWhole: true, form: 'a whole number from 2 to 200' },
  minDistance: { min: 0, max: 1, isWhole: false, form: 'a number from 0 to 1' },
  sample: { min: 1, max: 1_000_000, isWhole: true, form: 'a whole number from 1 to 1,000,000' },
  seed: { min: 0, max: 2 ** 32 - 1, isWhole: true, form: 'a whole number from 0 to 4,294,967,295' },
};

/** umap-js needs about 35 KB of memory per record. */
export const maxReferenceSample = 50_000;

/** Returns the parameters that the engine would reject. */
export function invalidMapNumbers(parameters: MapParameters): readonly MapNumber[] {
  return mapNumberNames.filter((name) => !isMapNumber(name, parameters[name]));
}
