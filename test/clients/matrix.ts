import type { ClientCase } from './clientCase.ts';
import { frameworks } from './frameworks.ts';
import {
  go,
  java,
  ownTypeScript,
  python,
  rust,
  typeScript,
  withCopiedGo,
  withCopiedJava,
  withCopiedPython,
} from './languages.ts';

const newestPython = withCopiedPython(python('10.2.0', 'REST'));
const newestGo = withCopiedGo(go('5.2.0'));
const newestJava = withCopiedJava(java('6.1.0'));

/** The newest client of each language that can be installed and built soon. Rust's takes minutes to build. */
export async function newestClients(): Promise<readonly ClientCase[]> {
  return [
    await ownTypeScript(),
    newestPython,
    python('10.2.0', 'gRPC'),
    python('10.2.0', 'asyncio'),
    newestGo,
    newestJava,
  ];
}

/** All clients, by language and version, then the frameworks. */
export async function allClients(): Promise<readonly ClientCase[]> {
  const typeScripts = ['2.2.2', '3.0.3', '4.1.0', '5.1.2', '6.1.4', '7.2.0', '8.2.0'];
  const rests = ['3.2.2', '4.1.2', '5.0.1', '5.4.2', '6.0.2', '7.3.0', '8.0.1', '8.1.2', '9.0.1'];
  return [
    ...typeScripts.map(typeScript),
    await ownTypeScript(),
    ...[...rests, '9.1.0'].map((version) => python(version, 'REST')),
    newestPython,
    ...['5.4.2', '7.3.0', '8.1.2', '9.1.0', '10.2.0'].map((version) => python(version, 'gRPC')),
    ...['7.3.0', '8.1.2', '9.1.0', '10.2.0'].map((version) => python(version, 'asyncio')),
    go('4.1.4'),
    newestGo,
    java('5.1.0'),
    newestJava,
    rust('0.1.2'),
    ...frameworks,
  ];
}
