// The sample `fiori-docs`: pages of SAP Fiori's documentation with their MiniLM embeddings.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Longest text of a record; the model itself read the first 512 word pieces, about 2,000 characters. */
const maxTextLength = 8000;

const about = {
  name: 'fiori-docs',
  title: 'SAP Fiori documentation: passages with MiniLM embeddings',
  dimension: 384,
  metric: 'cosine',
  decimals: 5,
  tags: {
    source: '@sap-ux/fiori-docs-embeddings@1.2.6',
    model: 'Xenova/all-MiniLM-L6-v2',
    'vectorscope-model': 'all-MiniLM-L6-v2',
    'vectorscope-text-field': 'text',
    'vectorscope-max-tokens': '512',
  },
};

export function readFioriDocs(folderOf) {
  const folder = path.join(folderOf('@sap-ux/fiori-docs-embeddings'), 'data', 'embeddings');
  const lines = readFileSync(path.join(folder, 'records.jsonl'), 'utf8').trim().split('\n');
  const records = lines.map((line) => JSON.parse(line));
  const bytes = readFileSync(path.join(folder, 'embeddings.bin'));
  const values = Float64Array.from({ length: records.length * about.dimension }, (_, at) =>
    bytes.readFloatLE(at * 4),
  );
  return { about, ids: records.map(({ id }) => id), metadata: records.map(toMetadata), values };
}

function toMetadata({ title, category, tags_json: tags, wordCount, content }) {
  const text =
    content.length > maxTextLength ? `${content.slice(0, maxTextLength).trimEnd()}…` : content;
  return { title, category, tags: JSON.parse(tags), words: wordCount, text };
}
