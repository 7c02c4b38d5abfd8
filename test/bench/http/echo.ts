// A bare HTTP server: reads a body, and answers with as many bytes as the parameter `bytes` says.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    const bytes = Number(new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('bytes'));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes });
    response.end('x'.repeat(bytes));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
