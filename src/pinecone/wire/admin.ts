import * as v from 'valibot';
import { Secret } from '../../common/secret.ts';
import type { Project, ProjectKey } from '../../model/keys/projectKey.ts';
import type { CreatedKey } from '../admin/adminClient.ts';

const wireProject = v.pipe(
  v.object({ id: v.string(), name: v.string() }),
  v.transform((wire): Project => wire),
);

/** Answers of the Admin API: projects, their keys, and access tokens. */
export const wireProjects = v.object({ data: v.array(wireProject) });

export const wireKey = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    project_id: v.string(),
    roles: v.array(v.string()),
  }),
  v.transform(({ project_id: projectId, ...wire }): ProjectKey => ({ ...wire, projectId })),
);

export const wireKeys = v.object({ data: v.array(wireKey) });

export const wireCreatedKey = v.pipe(
  v.object({ key: wireKey, value: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)) }),
  v.transform(({ key, value }): CreatedKey => ({ key, value: new Secret(value) })),
);

export const wireToken = v.pipe(
  v.object({
    access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)),
    expires_in: v.pipe(v.number(), v.minValue(0)),
  }),
  v.transform((wire) => ({
    token: new Secret(wire.access_token),
    lifetimeMs: wire.expires_in * 1000,
  })),
);
