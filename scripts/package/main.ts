import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { inRepository, repository } from '../repository.ts';
import { describePackage, packageExtension } from './packageExtension.ts';

const { version } = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as {
  version: string;
};
const file = inRepository(`vectorscope-${version}.vsix`);
await packageExtension(file);
const { size } = await stat(file);
console.log(`${path.relative(repository, file)}: ${size.toLocaleString('en')} bytes`);
console.table(await describePackage(file));
