import { lines } from './codeText.ts';
import { portRemark, type ConnectionAddress } from './connectionAddress.ts';

/** Returns a program in Rust. */
export function rustCode({ controllerUrl, index, isLocal }: ConnectionAddress): string {
  const queries = index?.kind === 'vectors';
  return lines(
    '// cargo add pinecone-sdk && cargo add tokio --features full',
    'use pinecone_sdk::pinecone::PineconeClientConfig;',
    '',
    '#[tokio::main]',
    'async fn main() -> Result<(), Box<dyn std::error::Error>> {',
    isLocal && `    // ${portRemark}`,
    '    let config = PineconeClientConfig {',
    '        api_key: Some(std::env::var("PINECONE_API_KEY")?),',
    controllerUrl !== undefined &&
      `        control_plane_host: Some(${rawString(controllerUrl)}.to_string()),`,
    '        ..Default::default()',
    '    };',
    '    let client = config.client()?;',
    ...(index === undefined
      ? ['    println!("{:?}", client.list_indexes().await?);']
      : [
          `    let mut index = client.index(${rawString(index.host)}).await?;`,
          '    println!("{:?}", index.describe_index_stats(None).await?);',
        ]),
    ...(queries
      ? [
          '',
          `    let namespace = ${rawString(index.namespace)}.into();`,
          '    let page = index.list(&namespace, None, Some(1), None).await?;',
          '    for item in page.vectors {',
          '        let answer = index',
          '            .query_by_id(&item.id, 5, &namespace, None, None, Some(true))',
          '            .await?;',
          '        println!("{:?}", answer.matches);',
          '    }',
        ]
      : []),
    '    Ok(())',
    '}',
  );
}

/** Returns a raw string literal of Rust, in which no character has a meaning. */
export function rawString(text: string): string {
  const longest = Math.max(
    0,
    ...[...text.matchAll(/"(#*)/g)].map(([, hashes = '']) => hashes.length + 1),
  );
  const hashes = '#'.repeat(longest);
  return longest === 0 && !text.includes('\\') ? `"${text}"` : `r${hashes}"${text}"${hashes}`;
}
