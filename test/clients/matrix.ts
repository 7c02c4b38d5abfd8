import type { ClientCase } from './clientCase.ts';
import { go, java, ownTypeScript, python, rust, typeScript } from './languages.ts';

/** The newest client of each language that can be installed and built soon. Rust's takes minutes to build. */
export async function newestClients(): Promise<readonly ClientCase[]> {
  return [
    await ownTypeScript(),
    python('10.2.0', 'REST'),
    python('10.2.0', 'gRPC'),
    python('10.2.0', 'asyncio'),
    go('5.2.0'),
    java('6.1.0'),
  ];
}

/** All clients, by language and version. */
export async function allClients(): Promise<readonly ClientCase[]> {
  const typeScripts = ['2.2.2', '3.0.3', '4.1.0', '5.1.2', '6.1.4', '7.2.0', '8.2.0'];
  const rests = ['3.2.2', '4.1.2', '5.0.1', '5.4.2', '6.0.2', '7.3.0', '8.0.1', '8.1.2', '9.0.1'];
  return [
    ...typeScripts.map(typeScript),
    await ownTypeScript(),
    ...[...rests, '9.1.0', '10.2.0'].map((version) => python(version, 'REST')),
    ...['5.4.2', '7.3.0', '8.1.2', '9.1.0', '10.2.0'].map((version) => python(version, 'gRPC')),
    ...['7.3.0', '8.1.2', '9.1.0', '10.2.0'].map((version) => python(version, 'asyncio')),
    go('4.1.4'),
    go('5.2.0'),
    java('5.1.0'),
    java('6.1.0'),
    rust('0.1.2'),
  ];
}
