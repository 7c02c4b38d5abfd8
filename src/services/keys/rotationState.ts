import type { Event } from '../../common/emitter.ts';
import type { Secret } from '../../common/secret.ts';

/** A key that is rotated, or its successor. */
export type RotatedKey = { readonly id: string; readonly name: string };

type Common = {
  /** Identifies the run that owns the rotation. */
  readonly token: string;
  readonly startedMs: number;
};

/**
 * How far a rotation is. `creating`: the successor may exist, but its value is not stored. `created`: the successor is
 * stored beside the key in use. `swapped`: the successor is in use, the old key still valid. In a rotation by hand, the
 * keys have no ids.
 */
export type RotationState = Common &
  (
    | { readonly step: 'creating'; readonly old: RotatedKey; readonly newName: string }
    | {
        readonly step: 'created';
        readonly old: RotatedKey;
        readonly successor: RotatedKey;
        readonly next: Secret;
        readonly previous: Secret;
      }
    | {
        readonly step: 'swapped';
        /** Absent in a rotation by hand. */
        readonly old?: RotatedKey;
        readonly successor?: RotatedKey;
        readonly previous: Secret;
        /** Ids of the environments of this machine that got the successor. */
        readonly swappedIn: readonly string[];
      }
  );

/** Stores rotations with their keys in secret storage, where all windows see them at once. */
export type RotationStore = {
  get(environmentId: string): Promise<RotationState | undefined>;
  set(environmentId: string, state: RotationState): Promise<void>;
  delete(environmentId: string): Promise<void>;
  /** Fires with the environment's id, also after changes in other windows. */
  readonly onDidChange: Event<string>;
};
