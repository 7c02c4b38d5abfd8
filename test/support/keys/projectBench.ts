import { Emitter } from '../../../src/common/emitter.ts';
import { Secret } from '../../../src/common/secret.ts';
import type { Environment } from '../../../src/model/environment.ts';
import { createAdminClient } from '../../../src/pinecone/admin/restAdminClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { Environments, type TryKey } from '../../../src/services/environments/environments.ts';
import { KeySlots, type KeySlot } from '../../../src/services/keys/keySlots.ts';
import { WritingKeys } from '../../../src/services/keys/writingKeys.ts';
import type { KeyPurpose } from '../../../src/model/keys/keyPurpose.ts';
import { KeyRotation } from '../../../src/services/keys/keyRotation.ts';
import { ProjectAccess } from '../../../src/services/keys/projectAccess.ts';
import type { RotationState, RotationStore } from '../../../src/services/keys/rotationState.ts';
import type {
  ServiceAccount,
  ServiceAccountStore,
} from '../../../src/services/keys/serviceAccount.ts';
import { FakeCloud } from '../fakeCloud.ts';
import { MemoryDescriptors, MemoryKeys, MemoryState } from '../memoryStores.ts';
import { RecordingLog } from '../recordingLog.ts';
import { FakeAdmin } from './fakeAdmin.ts';

/** A cloud with a project, and a machine whose environment `team` is connected to it and has its key `first`. */
export class ProjectBench {
  readonly log = new RecordingLog();
  now = 1000;
  readonly machine: Machine = {
    descriptors: new MemoryDescriptors(),
    keys: new MemoryKeys(),
    accounts: new MemoryByEnvironment<ServiceAccount>(),
    writingKeys: new MemoryKeys(),
    rotations: new MemoryRotations(),
    state: new MemoryState(),
  };
  #tokens = 0;

  readonly cloud: FakeCloud;
  readonly admin: FakeAdmin;

  private constructor(cloud: FakeCloud, admin: FakeAdmin) {
    this.cloud = cloud;
    this.admin = admin;
  }

  static async start(): Promise<ProjectBench> {
    const cloud = await FakeCloud.start(firstKey);
    const admin = new FakeAdmin(clientSecret, cloud.keyRoles);
    cloud.answerFirst = (seen) => admin.answer(seen);
    return new ProjectBench(cloud, admin);
  }

  /** Opens a window of the machine, or of another one. */
  open(machine = this.machine): Window {
    const { log } = this;
    const tryKey: TryKey = async (endpoint, stop) => {
      await createPineconeClient({ endpoint, access: 'read', log }).listIndexes(stop);
    };
    const now = (): number => this.now;
    const environments = new Environments({
      descriptors: machine.descriptors,
      keys: machine.keys,
      newId: () => `environment-${++this.#tokens}`,
      tryKey,
    });
    const agree = (): Promise<boolean> => Promise.resolve(true);
    const writingKeys = new WritingKeys({ store: machine.writingKeys, tryKey, agree, now });
    const slots = new KeySlots({ environments, writingKeys });
    const access = new ProjectAccess({
      accounts: machine.accounts,
      environments,
      slots,
      state: machine.state,
      now,
      connect: (credentials) =>
        createAdminClient({
          ...credentials,
          log,
          now,
          limits: { retry: { attempts: 1, firstDelayMs: 1, budgetMs: 1 } },
        }),
    });
    const rotation = new KeyRotation({
      rotations: machine.rotations,
      access,
      environments,
      slots,
      newToken: () => `token-${++this.#tokens}`,
      now,
      retryMs: 1,
    });
    return { environments, slots, access, rotation };
  }

  async addEnvironment(
    { environments }: Window,
    name: string,
    key = firstKey,
  ): Promise<Environment> {
    return environments.add(
      {
        name,
        kind: 'custom',
        role: 'development',
        colour: 'blue',
        controllerUrl: this.cloud.url,
      },
      new Secret(key),
      signal,
    );
  }

  /** Adds the environment `team` with the key `first`, connects its project, and says which key it is. */
  async connectTeam(
    window: Window,
    purpose: KeyPurpose = 'apiKey',
  ): Promise<{ team: Environment; keyId: string }> {
    const keyId = this.admin.adopt('first', firstKey);
    this.cloud.keyRoles.set(readingKey, ['ProjectViewer']);
    const isOnly = purpose === 'apiKey';
    const team = await this.addEnvironment(window, 'team', isOnly ? firstKey : readingKey);
    const slot = { environmentId: team.id, purpose };
    await window.slots.put(slot, new Secret(firstKey), signal, keyId);
    const credentials = {
      clientId: this.admin.clientId,
      clientSecret: new Secret(clientSecret),
    };
    const [project] = await window.access.projects(team, credentials, signal);
    await window.access.connect(team, credentials, project!);
    return { team, keyId };
  }
}

/** Values by environment in memory, as in secret storage. */
class MemoryByEnvironment<T> {
  readonly values = new Map<string, T>();
  readonly #changed = new Emitter<string>();
  readonly onDidChange = this.#changed.event;

  get(id: string): Promise<T | undefined> {
    return Promise.resolve(this.values.get(id));
  }

  async set(id: string, value: T): Promise<void> {
    await Promise.resolve();
    this.values.set(id, value);
    this.#changed.fire(id);
  }

  async delete(id: string): Promise<void> {
    await Promise.resolve();
    if (this.values.delete(id)) this.#changed.fire(id);
  }
}

/** Rotations in memory, as in secret storage. */
class MemoryRotations implements RotationStore {
  readonly #values = new Map<string, RotationState>();
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  get({ environmentId, purpose }: KeySlot): Promise<RotationState | undefined> {
    return Promise.resolve(this.#values.get(`${environmentId}/${purpose}`));
  }

  async set({ environmentId, purpose }: KeySlot, state: RotationState): Promise<void> {
    await Promise.resolve();
    this.#values.set(`${environmentId}/${purpose}`, state);
    this.#changed.fire();
  }

  async delete({ environmentId, purpose }: KeySlot): Promise<void> {
    await Promise.resolve();
    this.#values.delete(`${environmentId}/${purpose}`);
    this.#changed.fire();
  }
}

/** The key for reading of an environment whose writing key is `firstKey`. */
const readingKey = 'pcsk_reading_canary-2b6e';
export const firstKey = 'pcsk_first_canary-4f09b3d1';
export const clientSecret = 'secret-canary-81c2';

/** The stores that the windows of a machine share. */
type Machine = {
  readonly descriptors: MemoryDescriptors;
  readonly keys: MemoryKeys;
  readonly accounts: ServiceAccountStore & MemoryByEnvironment<ServiceAccount>;
  readonly writingKeys: MemoryKeys;
  readonly rotations: RotationStore;
  readonly state: MemoryState;
};

/** One window of the machine. */
export type Window = {
  readonly environments: Environments;
  readonly slots: KeySlots;
  readonly access: ProjectAccess;
  readonly rotation: KeyRotation;
};

const { signal } = new AbortController();
