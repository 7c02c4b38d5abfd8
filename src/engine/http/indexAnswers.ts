import type { IndexState } from '../store/storeCalls.ts';
import { hasSchemas, type ApiVersion } from './apiVersion.ts';

/** An index as the control plane describes it in this version. `origin` is where the engine answers. */
export function indexAnswer(index: IndexState, origin: string, version: ApiVersion): object {
  const { name, tags, isProtected, isDamaged } = index;
  const hasTags = Object.keys(tags).length > 0;
  const common = {
    name,
    host: `${origin}/_i/${name}`,
    status: { ready: !isDamaged, state: isDamaged ? 'Failed' : 'Ready' },
    deletion_protection: isProtected ? 'enabled' : 'disabled',
  };
  return hasSchemas(version)
    ? { ...common, ...schemaPart(index), tags: hasTags ? tags : null }
    : { ...common, ...legacyPart(index), ...(hasTags ? { tags } : {}) };
}

function schemaPart({ dimension, metric, cloud, region }: IndexState): object {
  return {
    private_host: null,
    deployment: {
      deployment_type: 'managed',
      cloud,
      region,
      environment: `${region}-${cloud}`,
    },
    schema: {
      fields: { _values: { type: 'dense_vector', dimension, metric, description: null } },
    },
    read_capacity: {
      mode: 'OnDemand',
      status: { state: 'Ready', current_replicas: null, current_shards: null },
    },
    source_collection: null,
    source_backup_id: null,
    cmek_id: null,
  };
}

function legacyPart({ dimension, metric, vectorType, cloud, region }: IndexState): object {
  return { dimension, metric, vector_type: vectorType, spec: { serverless: { cloud, region } } };
}
