import { describe, expect, it } from 'vitest';
import type { ConnectionAddress } from '../../../src/model/connectionCode/connectionAddress.ts';
import { codeLanguages } from '../../../src/model/connectionCode/codeLanguages.ts';
import { connectionCode } from '../../../src/model/connectionCode/connectionCode.ts';
import type { ProgramQuery } from '../../../src/model/connectionCode/programQuery.ts';
import { vectorQuery } from '../../../src/model/requests/queryRequests.ts';

const namespace = `it's "#a" \\b $c`;
const local: ConnectionAddress = {
  controllerUrl: 'http://127.0.0.1:5081',
  index: { name: 'films', host: 'http://127.0.0.1:5082', kind: 'vectors', namespace },
  isLocal: true,
};
const cloud: ConnectionAddress = {
  index: { name: 'films', host: 'https://films.svc.pinecone.io', kind: 'vectors', namespace: 'n' },
  isLocal: false,
};

describe('connection code', () => {
  it.each(codeLanguages)(
    'in %s reads the key from its variable and names the index',
    (language) => {
      expect(connectionCode(language, local)).toContain('PINECONE_API_KEY');
      expect(connectionCode(language, local)).toMatch(/films|127\.0\.0\.1:5082/);
      expect(connectionCode(language, { isLocal: false })).toContain('PINECONE_API_KEY');
    },
  );

  it.each(['java', 'csharp'] as const)('in %s turns TLS off for plain text only', (language) => {
    expect(connectionCode(language, local)).toMatch(/Tls/);
    expect(connectionCode(language, cloud)).not.toMatch(/Tls/);
  });

  it('leaves out the address of Pinecone’s own control plane', () => {
    for (const language of ['go', 'java', 'csharp', 'rust'] as const)
      expect(connectionCode(language, cloud)).not.toMatch(/withHost|BaseUrl|control_plane_host/);
    expect(connectionCode('go', cloud).match(/Host:/g)).toHaveLength(1);
  });

  it('writes names as literals of each language', () => {
    const escaped = '"it\'s \\"#a\\" \\\\b $c"';
    expect(connectionCode('go', local)).toContain(`Namespace: ${escaped},`);
    expect(connectionCode('java', local)).toContain(`namespace = ${escaped};`);
    expect(connectionCode('csharp', local)).toContain(`Namespace = ${escaped},`);
    expect(connectionCode('rust', local)).toContain(`r##"${namespace}"##.into();`);
  });

  const query: ProgramQuery = {
    searches: [
      {
        host: 'https://films.svc.pinecone.io',
        kind: 'vectors',
        namespace: 'n',
        request: vectorQuery({
          namespace: 'n',
          topK: 3,
          by: { vector: [0.5, 1] },
          filter: { release_year: { $gte: 1999 } },
        }),
      },
    ],
    remarks: ['The notebook then reranks the hits by a model.'],
  };

  it.each(codeLanguages)('in %s sends a query with its vector and filter', (language) => {
    const code = connectionCode(language, { isLocal: false, query });
    for (const part of ['PINECONE_API_KEY', 'films.svc.pinecone.io', 'release_year', 'reranks'])
      expect(code).toContain(part);
    expect(code).toMatch(/0\.5, ?1/);
  });

  it('names options as each client does, and leaves the names of metadata as they are', () => {
    const typescript = connectionCode('typescript', { isLocal: false, query });
    expect(typescript).toContain('"topK": 3');
    expect(typescript).toContain('"vector": [0.5, 1]');
    expect(typescript).toContain('"release_year"');
    expect(connectionCode('python', { isLocal: false, query })).toContain('    top_k=3,');
  });
});
