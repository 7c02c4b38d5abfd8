export const environmentKinds = ['cloud', 'local', 'custom'] as const;
export const environmentRoles = ['development', 'staging', 'production', 'local'] as const;
export const environmentColours = ['blue', 'green', 'orange', 'purple', 'red', 'yellow'] as const;

/** `cloud` is Pinecone's own service, `local` the bundled engine, `custom` another host that speaks the API. */
export type EnvironmentKind = (typeof environmentKinds)[number];
export type EnvironmentRole = (typeof environmentRoles)[number];
export type EnvironmentColour = (typeof environmentColours)[number];

/** A named profile without its key, as it stands in settings. `id` never changes; keys and caches hang on it. */
export type Environment = {
  readonly id: string;
  readonly name: string;
  readonly kind: EnvironmentKind;
  readonly role: EnvironmentRole;
  readonly colour: EnvironmentColour;
  /** Where the control plane answers; for the local engine known only once it runs. */
  readonly controllerUrl?: string;
};

export const cloudControllerUrl = 'https://api.pinecone.io';

/** The origin and path to which the environment's key belongs. */
export function controllerAddress({ controllerUrl }: Pick<Environment, 'controllerUrl'>): string {
  return controllerUrl ?? cloudControllerUrl;
}

/** The environment of the bundled engine: always there, never in settings. */
export const localEnvironment: Environment = {
  id: 'local',
  name: 'local',
  kind: 'local',
  role: 'local',
  colour: 'green',
};
