import {
  fieldEmbedding,
  isEmbeddedField,
  sparseFieldEmbedding,
  type DocumentField,
  type SparseFieldEmbedding,
} from '../../storage/indexFields.ts';
import type { IndexState, StoredIndex } from '../../storage/storedIndex.ts';
import {
  hasReadCapacity,
  hasSchemas,
  needsDimension,
  type ApiVersion,
} from '../schemas/apiVersion.ts';
import { schemaOfFields } from '../schemas/filterableFields.ts';

/** Returns the description of an index in an API version. `host` is the address of its data plane. */
export function indexResponse(index: IndexState, host: string, version: ApiVersion): object {
  const { name, tags, isProtected, isDamaged } = index;
  const hasTags = Object.keys(tags).length > 0;
  const common = {
    name,
    host,
    status: { ready: !isDamaged, state: isDamaged ? 'Failed' : 'Ready' },
    deletion_protection: isProtected ? 'enabled' : 'disabled',
  };
  return hasSchemas(version)
    ? { ...common, ...schemaPart(index), tags: hasTags ? tags : null }
    : { ...common, ...legacyPart(index, version), ...(hasTags ? { tags } : {}) };
}

/** The only read capacity of the local engine. */
const readCapacity = {
  mode: 'OnDemand',
  status: { state: 'Ready', current_replicas: null, current_shards: null },
};

/** Returns the schema of an index as in responses since 2026-07. */
export function schemaResponse(index: StoredIndex): { fields: Record<string, object> } {
  const { filterable = [] } = index;
  const declared = filterable.map((name) => [name, { filterable: true }] as const);
  return { fields: { ...fieldsOf(index), ...Object.fromEntries(declared) } };
}

function schemaPart(index: StoredIndex): object {
  const { cloud, region, sourceBackupId } = index;
  return {
    private_host: null,
    deployment: {
      deployment_type: 'managed',
      cloud,
      region,
      environment: `${region}-${cloud}`,
    },
    schema: schemaResponse(index),
    read_capacity: readCapacity,
    source_collection: null,
    source_backup_id: sourceBackupId ?? null,
    cmek_id: null,
  };
}

function fieldsOf(index: StoredIndex): Record<string, object> {
  const { kind, vectorType, dimension, metric, embedding, fields = {} } = index;
  if (kind === 'documents')
    return Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, fieldResponse(field)]),
    );
  if (embedding !== undefined) {
    const { model, field, readParameters, writeParameters } = embedding;
    return {
      [field]: {
        type: 'semantic_text',
        model,
        dimension: dimension ?? null,
        metric,
        read_parameters: readParameters,
        write_parameters: writeParameters,
        description: null,
      },
    };
  }
  const sparse = { _sparse_values: { type: 'sparse_vector', description: null } };
  if (vectorType === 'sparse') return sparse;
  return {
    _values: { type: 'dense_vector', dimension, metric, description: null },
    ...(index.sparseValues === 'declared' ? sparse : {}),
  };
}

function fieldResponse(field: DocumentField): object {
  const description = field.description ?? null;
  if (field.type === 'unstored_text')
    return { type: 'string', description, ...embedResponse(field), store_text: false };
  if (field.type !== 'string') return { ...field, description };
  const { language, stemming, stopWords, ngram } = field.analysis;
  return {
    type: 'string',
    description,
    full_text_search: {
      language,
      stemming,
      stop_words: stopWords,
      ...(ngram === undefined
        ? {}
        : {
            ngram: {
              min_gram: ngram.minGram,
              max_gram: ngram.maxGram,
              prefix_only: ngram.prefixOnly,
            },
          }),
    },
    ...(isEmbeddedField(field) ? { ...embedResponse(field), store_text: true } : {}),
  };
}

function embedResponse(field: DocumentField): object {
  const dense = fieldEmbedding(field);
  const sparse = sparseFieldEmbedding(field);
  return {
    ...(dense === undefined
      ? {}
      : {
          embed: {
            model: dense.model,
            dimension: dense.dimension,
            metric: dense.metric,
            ...parametersResponse(dense),
          },
        }),
    ...(sparse === undefined
      ? {}
      : { sparse_embed: { model: sparse.model, ...parametersResponse(sparse) } }),
  };
}

function parametersResponse({ readParameters, writeParameters }: SparseFieldEmbedding): object {
  return { read_parameters: readParameters, write_parameters: writeParameters };
}

function legacyPart(index: StoredIndex, version: ApiVersion): object {
  const { dimension, metric, vectorType, cloud, region, filterable, embedding } = index;
  return {
    dimension: dimension ?? (needsDimension(version) ? 0 : undefined),
    metric,
    vector_type: vectorType,
    spec: {
      serverless: {
        cloud,
        region,
        ...(hasReadCapacity(version) ? { read_capacity: readCapacity } : {}),
        ...(filterable === undefined ? {} : { schema: schemaOfFields(filterable) }),
      },
    },
    ...(embedding === undefined
      ? {}
      : {
          embed: {
            model: embedding.model,
            metric,
            dimension,
            vector_type: vectorType,
            field_map: { text: embedding.field },
            read_parameters: embedding.readParameters,
            write_parameters: embedding.writeParameters,
          },
        }),
  };
}
