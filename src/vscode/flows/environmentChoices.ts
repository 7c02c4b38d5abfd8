import {
  environmentColours,
  type EnvironmentColour,
  type EnvironmentKind,
  type EnvironmentRole,
} from '../../model/environment.ts';
import { colourLabel, roleLabel } from '../labels.ts';
import { colourDot } from './colourDot.ts';
import type { Choice } from './inputs.ts';

/** Returns the roles that an environment of this kind can have. */
export function roleChoices(kind: EnvironmentKind): Choice<EnvironmentRole>[] {
  const roles: readonly EnvironmentRole[] = ['development', 'staging', 'production'];
  const offered: readonly EnvironmentRole[] = kind === 'custom' ? [...roles, 'local'] : roles;
  return offered.map((value) => ({ value, label: roleLabel(value) }));
}

export function colourChoices(): Choice<EnvironmentColour>[] {
  return environmentColours.map((value) => ({
    value,
    label: colourLabel(value),
    iconPath: colourDot(value),
  }));
}
