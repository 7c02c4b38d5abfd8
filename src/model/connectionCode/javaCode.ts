import { lines, quoted } from './codeText.ts';
import { isPlainText, portRemark, type ConnectionAddress } from './connectionAddress.ts';

/** Returns a program in Java. */
export function javaCode(place: ConnectionAddress): string {
  const { controllerUrl, index, isLocal } = place;
  const queries = index?.kind === 'vectors';
  return lines(
    '// io.pinecone:pinecone-client:6.1.0',
    index !== undefined && 'import io.pinecone.clients.Index;',
    'import io.pinecone.clients.Pinecone;',
    '',
    'public class Main {',
    '    public static void main(String[] args) {',
    isLocal && `        // ${portRemark}`,
    '        Pinecone pinecone = new Pinecone.Builder(System.getenv("PINECONE_API_KEY"))',
    controllerUrl !== undefined && `                .withHost(${quoted(controllerUrl)})`,
    isPlainText(place) && '                .withTlsEnabled(false)',
    '                .build();',
    ...(index === undefined
      ? [
          '        pinecone.listIndexes().getIndexes().forEach(index ->',
          '                System.out.println(index.getName() + " " + index.getHost()));',
        ]
      : [
          `        Index index = pinecone.getIndexConnection(${quoted(index.name)});`,
          '        System.out.println(index.describeIndexStats());',
        ]),
    ...(queries
      ? [
          '',
          `        String namespace = ${quoted(index.namespace)};`,
          '        index.list(namespace, 1).getVectorsList().forEach(item ->',
          '                System.out.println(',
          '                        index.queryByVectorId(5, item.getId(), namespace, false, true)));',
        ]
      : []),
    index !== undefined && '        index.close();',
    '    }',
    '}',
  );
}
