import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The words of the model, by their token ids, with a vector for each. */
const vocabulary: Readonly<Record<string, readonly number[]>> = {
  '[UNK]': [0, 0, 0, 1],
  '[CLS]': [4, 0, 0, 0],
  '[SEP]': [0, 0, 3, 0],
  dog: [1, 0, 0, 0],
  cat: [0, 2, 0, 0],
  'ask:': [0, 0, 0, 8],
};

export type TinyTransformer = {
  readonly pooling?: string;
  readonly normalizes?: boolean;
  readonly modules?: readonly string[];
  readonly prompts?: Readonly<Record<string, string>>;
  readonly maxLength?: number;
  /** Name of the network's output. */
  readonly output?: string;
  readonly inputs?: readonly string[];
};

/** Writes a folder of sentence-transformers whose network gives each of six words a vector of four numbers. */
export function writeTinyTransformer(folder: string, about: TinyTransformer = {}): void {
  const { pooling = 'mean', normalizes = false, modules = [], prompts, maxLength = 16 } = about;
  const types = ['Transformer', 'Pooling', ...modules, ...(normalizes ? ['Normalize'] : [])];
  const write = (name: string, content: unknown): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content instanceof Uint8Array ? content : JSON.stringify(content));
  };
  write(
    'modules.json',
    types.map((type, at) => ({
      idx: at,
      name: String(at),
      path: at === 0 ? '' : `${at}_${type}`,
      type: `sentence_transformers.models.${type}`,
    })),
  );
  write('1_Pooling/config.json', {
    word_embedding_dimension: 4,
    pooling_mode_cls_token: pooling === 'cls',
    pooling_mode_mean_tokens: pooling === 'mean',
    pooling_mode_max_tokens: pooling === 'max',
    pooling_mode_lasttoken: pooling === 'lasttoken',
  });
  write('config.json', { hidden_size: 4, max_position_embeddings: 32, model_type: 'bert' });
  write('sentence_bert_config.json', { max_seq_length: maxLength, do_lower_case: true });
  if (prompts !== undefined) write('config_sentence_transformers.json', { prompts });
  write('tokenizer.json', tokenizer());
  write('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    unk_token: '[UNK]',
  });
  write('onnx/model.onnx', network(about));
}

function tokenizer(): object {
  const ids = Object.fromEntries(Object.keys(vocabulary).map((word, id) => [word, id]));
  const special = (token: string): object => ({ id: token, ids: [ids[token]], tokens: [token] });
  return {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: { type: 'WordLevel', vocab: ids, unk_token: '[UNK]' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: { '[CLS]': special('[CLS]'), '[SEP]': special('[SEP]') },
    },
    decoder: null,
  };
}

/** An ONNX file with one node: it gathers the vectors of the tokens. */
function network({
  output = 'last_hidden_state',
  inputs = bertInputs,
}: TinyTransformer): Uint8Array {
  const rows = Object.values(vocabulary);
  const weights = new Float32Array(rows.flat());
  const node = message(
    text(1, 'weights'),
    text(1, 'input_ids'),
    text(2, output),
    text(4, 'Gather'),
  );
  const tensor = message(
    number(1, rows.length),
    number(1, 4),
    number(2, elementTypes.float),
    text(8, 'weights'),
    bytes(9, new Uint8Array(weights.buffer)),
  );
  const graph = message(
    bytes(1, node),
    text(2, 'tiny'),
    bytes(5, tensor),
    ...inputs.map((name) => bytes(11, value(name, elementTypes.int64, ['batch', 'length']))),
    bytes(12, value(output, elementTypes.float, ['batch', 'length', 4])),
  );
  const operators = message(text(1, ''), number(2, 13));
  return message(number(1, 8), bytes(7, graph), bytes(8, operators));
}

const bertInputs = ['input_ids', 'attention_mask', 'token_type_ids'];

const elementTypes = { float: 1, int64: 7 } as const;

function value(name: string, type: number, shape: readonly (number | string)[]): Uint8Array {
  const dimensions = shape.map((one) =>
    bytes(1, typeof one === 'number' ? message(number(1, one)) : message(text(2, one))),
  );
  const tensor = message(number(1, type), bytes(2, message(...dimensions)));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}

// The encoding of protocol buffers, as far as an ONNX file needs it.

function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function number(field: number, of: number): Uint8Array {
  return Uint8Array.from([...varint(field << 3), ...varint(of)]);
}

function text(field: number, of: string): Uint8Array {
  return bytes(field, Buffer.from(of));
}

function bytes(field: number, of: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([...varint((field << 3) | 2), ...varint(of.length)]), of]);
}

function varint(of: number): readonly number[] {
  return of < 128 ? [of] : [(of & 127) | 128, ...varint(of >>> 7)];
}
