import { describe, expect, it } from 'vitest';
import type { ConnectionAddress } from '../../../src/model/connectionCode/connectionAddress.ts';
import { codeLanguages, connectionCode } from '../../../src/model/connectionCode/connectionCode.ts';

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
});
