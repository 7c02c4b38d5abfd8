import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import type { EmbeddingModel, EmbeddingParameters } from './embeddingModel.ts';

/** Reads the parameters of a model as a request or an index has them; others are ignored. Throws `badInput`. */
export function readEmbeddingParameters(parameters: object): EmbeddingParameters {
  const { success, output, issues } = v.safeParse(schema, parameters);
  if (!success) {
    const [{ message }] = issues;
    throw new Failure('badInput', `parameters.${v.getDotPath(issues[0]) ?? ''}: ${message}`);
  }
  const { max_tokens_per_sequence: maxTokens, truncate, input_type: inputType, dimension } = output;
  return {
    ...(inputType === undefined ? {} : { inputType }),
    ...(dimension === undefined ? {} : { dimension }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(truncate === 'NONE' ? { refusesLonger: true } : {}),
  };
}

/** The tokens that begin and end a text, and one of the text itself. */
const fewestTokens = 3;

const schema = v.looseObject({
  input_type: v.optional(v.picklist(['query', 'passage'], 'must be query or passage')),
  dimension: v.optional(v.number()),
  max_tokens_per_sequence: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(fewestTokens, `must be at least ${fewestTokens}`)),
  ),
  truncate: v.optional(v.picklist(['END', 'NONE'], 'must be END or NONE')),
});

/** Throws `badInput` for parameters that the model cannot take. */
export function checkParameters(model: EmbeddingModel, parameters: object): void {
  checkLength(model, readEmbeddingParameters(parameters));
}

/** Throws `badInput` for a length that the model cannot read. */
export function checkLength(model: EmbeddingModel, { maxTokens }: EmbeddingParameters): void {
  if (model.kind === 'words' || maxTokens === undefined || maxTokens <= model.tokens.most) return;
  const message = `The model ${model.name} reads at most ${model.tokens.most} tokens of a text, not ${maxTokens}`;
  throw new Failure('badInput', message);
}

/** The parameters that an index keeps for the texts of queries and for those of its records. */
export type KeptParameters = {
  readonly readParameters: object;
  readonly writeParameters: object;
};

/** Returns the parameters that an index keeps: with those that the model has by default. Throws `badInput`. */
export function keptParameters(
  model: EmbeddingModel,
  read: object | null | undefined,
  write: object | null | undefined,
): KeptParameters {
  const kept = {
    readParameters: { ...defaultsOf(model, 'query'), ...read },
    writeParameters: { ...defaultsOf(model, 'passage'), ...write },
  };
  checkParameters(model, kept.readParameters);
  checkParameters(model, kept.writeParameters);
  return kept;
}

function defaultsOf(model: EmbeddingModel, inputType: 'query' | 'passage'): object {
  if (model.kind === 'simulated' || model.kind === 'terms')
    return { input_type: inputType, truncate: 'END' };
  if (model.kind === 'words') return {};
  const type = model.prompts === undefined ? {} : { input_type: inputType };
  // The length at which its passages are cut.
  const length = inputType === 'passage' ? { max_tokens_per_sequence: model.tokens.default } : {};
  return { ...type, ...length };
}
