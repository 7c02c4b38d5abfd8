/** An environment as stored in settings, without its key. `id` never changes; keys and caches refer to it. */
export type Environment = {
  readonly id: string;
  readonly name: string;
  readonly kind: EnvironmentKind;
  readonly role: EnvironmentRole;
  readonly colour: EnvironmentColour;
  /** Whether writes need an unlock first, as in production. */
  readonly readOnly?: boolean;
  /** Most requests a second that all windows together send to it. Default: no limit. */
  readonly requestsPerSecond?: number;
  /** Address of the control plane; unknown for the local engine until it runs. */
  readonly controllerUrl?: string;
};

export const environmentKinds = ['cloud', 'local', 'custom'] as const;
export const environmentRoles = ['development', 'staging', 'production', 'local'] as const;
export const environmentColours = ['blue', 'green', 'orange', 'purple', 'red', 'yellow'] as const;

/** `cloud` is Pinecone, `local` the bundled engine, `custom` another host with the same API. */
export type EnvironmentKind = (typeof environmentKinds)[number];
export type EnvironmentRole = (typeof environmentRoles)[number];
export type EnvironmentColour = (typeof environmentColours)[number];

export const cloudControllerUrl = 'https://api.pinecone.io';

/** Returns the origin and path that the environment's key belongs to. */
export function controllerAddress({ controllerUrl }: Pick<Environment, 'controllerUrl'>): string {
  return controllerUrl ?? cloudControllerUrl;
}

/** The bundled engine's environment. Always present, never in settings. */
export const localEnvironment: Environment = {
  id: 'local',
  name: 'local',
  kind: 'local',
  role: 'local',
  colour: 'green',
};
