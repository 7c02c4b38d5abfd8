import type { Event } from '../../common/emitter.ts';
import type { Secret } from '../../common/secret.ts';
import type { KeySlot } from './keySlots.ts';

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
        /** Where this machine had the old key, and has the successor now. */
        readonly swappedIn: readonly KeySlot[];
      }
  );

/** A key that is rotated, or its successor. */
export type RotatedKey = { readonly id: string; readonly name: string };

type Common = {
  /** Identifies the run that owns the rotation. */
  readonly token: string;
  readonly startedMs: number;
  /** The address that the keys were entered for. They are sent to no other one. */
  readonly address: string;
};

/** Stores rotations with their keys in secret storage, where all windows see them at once. */
export type RotationStore = {
  get(slot: KeySlot): Promise<RotationState | undefined>;
  set(slot: KeySlot, state: RotationState): Promise<void>;
  delete(slot: KeySlot): Promise<void>;
  /** Fires after every change, also in other windows. */
  readonly onDidChange: Event<void>;
};
