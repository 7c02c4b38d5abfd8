import { expect, it } from 'vitest';
import { IncompleteHeaders } from '../../../../../src/engine/server/incompleteHeaders.ts';

it('the connections with the longest heads are cut until the others fit', () => {
  const heads = new IncompleteHeaders(100);
  const cut: string[] = [];
  const connections = Object.entries({ short: 30, longest: 90, long: 50, ended: 1000 }).map(
    ([name, sizeBytes]) => ({ bytesRead: 7, sizeBytes, destroy: () => cut.push(name) }),
  );
  for (const connection of connections) heads.begin(connection);
  for (const connection of connections) connection.bytesRead += connection.sizeBytes;
  heads.end(connections[3]!);
  heads.enforce();
  expect([cut, heads.count]).toEqual([['longest'], 2]);
  heads.closeAll();
  expect([cut, heads.count]).toEqual([['longest', 'short', 'long'], 0]);
});
