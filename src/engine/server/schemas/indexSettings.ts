import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import { indexNamePattern, metrics } from '../../../model/vectorIndex.ts';
import { maxTags } from '../../catalog/configuredIndex.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { anyObject } from './decode.ts';

// Shared parts of the requests that create and configure indexes.

const nameMessage =
  "Name must consist of lower case alphanumeric characters or '-', start and end with an alphanumeric character, and be at most 45 characters long";

export const nameSchema = v.pipe(
  v.string('a string is required'),
  v.regex(indexNamePattern, nameMessage),
);

/** Returns the name of an index whose request names none. */
export function newIndexName(): string {
  return `index-${randomBytes(4).toString('hex')}`;
}

/** Where an index is whose request does not say. */
export const defaultPlace = { cloud: 'aws', region: 'us-east-1' };

const dimensionMessage = 'the dimension must be an integer from 1 to 20000';
export const dimensionSchema = v.pipe(
  v.number(dimensionMessage),
  v.integer(dimensionMessage),
  v.minValue(1, dimensionMessage),
  v.maxValue(20_000, dimensionMessage),
);

/** The description of a field. */
export const descriptionSchema = v.nullish(
  v.pipe(v.string(), v.maxBytes(256, 'at most 256 bytes')),
);

export const metricSchema = v.picklist(metrics, `the metric must be one of ${metrics.join(', ')}`);

const tagsSchema = v.pipe(
  v.custom<Record<string, string>>(isObject, 'tags must be an object of strings'),
  v.check(
    (tags) => Object.keys(tags).length <= maxTags,
    `an index can have at most ${maxTags} tags`,
  ),
  v.check(
    (tags) => Object.keys(tags).every((key) => /^[A-Za-z0-9_-]{1,80}$/.test(key)),
    'tag keys have 1 to 80 letters, digits, underscores and hyphens',
  ),
  v.check(
    (tags) =>
      Object.values(tags).every(
        (value) => typeof value === 'string' && /^[\x20-\x7e]{0,120}$/.test(value),
      ),
    'tag values have at most 120 printable ASCII characters',
  ),
);

const protectionSchema = v.picklist(
  ['enabled', 'disabled'],
  'deletion_protection must be enabled or disabled',
);

export const commonEntries = {
  tags: v.nullish(tagsSchema),
  deletion_protection: v.nullish(protectionSchema),
};

/** The filterable metadata fields in requests of older versions. */
export const metadataSchema = v.looseObject({ fields: anyObject });

const compass = '(north|south)?(central|east|west)|north|south';

/** The form of the regions of each cloud. Pinecone adds regions, so no list would last. */
const regionPatterns: ReadonlyMap<string, RegExp> = new Map([
  ['aws', new RegExp(`^[a-z]{2}(-gov)?-(${compass})-\\d$`)],
  [
    'gcp',
    new RegExp(`^(africa|asia|australia|europe|me|(north|south)america|us)-(${compass})\\d+$`),
  ],
  ['azure', new RegExp(`^[a-z]*(${compass})[a-z]*\\d?$`)],
]);

/** Throws `notFound` for a cloud that Pinecone does not have, or a region that the cloud cannot have. */
export function checkCloud(cloud: string, region: string): void {
  if (regionPatterns.get(cloud)?.test(region) === true) return;
  throw new Failure('notFound', `Resource cloud: ${cloud} region: ${region} not found`);
}

/** Returns the tags and deletion protection of a new index. */
export function commonOf(body: {
  tags?: Record<string, string> | null | undefined;
  deletion_protection?: string | null | undefined;
}): Pick<StoredIndex, 'tags' | 'isProtected'> {
  const tags = Object.entries(body.tags ?? {}).filter(([, tag]) => tag !== '');
  return {
    tags: Object.fromEntries(tags),
    isProtected: body.deletion_protection === 'enabled',
  };
}
