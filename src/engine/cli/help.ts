export const helpTopics = ['serve', 'sample'] as const;

export type HelpTopic = (typeof helpTopics)[number];

const overview = `vectorscope engine: a vector database on this machine that speaks Pinecone's API

  engine.js serve --data DIR [--port N] [--samples DIR] [--idle-minutes N]
                  [--vector-memory MIB] [--simulate-429 RATE] [--freshness-delay MS]
  engine.js sample NAME... --data DIR [--samples DIR]
  engine.js help [serve | sample]
  engine.js --help | --version

serve     answers requests on this machine until it is ended
sample    creates bundled sample indexes
help      explains a command, as COMMAND --help does

Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 another engine has the folder, 4 the catalog is damaged,
5 this Node is older than 22.16. A command that fails prints {"error":WORD,"message":TEXT} on stdout.

Needs Node 22.16 or newer and nothing else: no VS Code, no network.
`;

const details: Readonly<Record<HelpTopic, string>> = {
  serve: `engine.js serve --data DIR [--port N] [--samples DIR] [--idle-minutes N]
                [--vector-memory MIB] [--simulate-429 RATE] [--freshness-delay MS]

Answers on http://127.0.0.1:PORT, to programs of this machine alone. Once it does it prints one line of JSON on
stdout: {"url":"http://127.0.0.1:PORT","pid":N,"version":"..."}. Its log goes to stderr: method, path, status and
time of each request. SIGTERM, SIGINT and SIGHUP end it in order.

  --data DIR          the folder that holds everything; made where it is missing; one engine at a time
  --port N            where to listen; without it, or with 0, a free port
  --samples DIR       the bundled samples; without it those of the package
  --idle-minutes N    end after so many minutes without a request; without it, never
  --vector-memory MIB what vectors may take in memory beside what every search reads, which is a byte a dimension
                      and record; half of it for one namespace. Others are read from disk. Without it, 1024

For tests of what a program does in the cloud, where rates are limited and reads are behind writes. Both are off
without them:

  --simulate-429 RATE    refuse this share of the requests with 429, evenly: 0.25 refuses each fourth
  --freshness-delay MS   answer upserts, updates and deletions by id at once, and let reads see them so much later;
                         until then they are not on disk

  VECTORSCOPE_ENGINE_KEY    the key that clients send in the header Api-Key. Without it the key is in
                            DIR/engine.key, which is made where it is missing.

Example: a fixed port and key, as for tests in CI

  VECTORSCOPE_ENGINE_KEY=pclocal-ci node dist/engine.js serve --data /tmp/vectors --port 5081

A client is given its address and its key:

  new Pinecone({ apiKey: 'pclocal-ci', controllerHostUrl: 'http://127.0.0.1:5081' })
`,
  sample: `engine.js sample NAME... --data DIR [--samples DIR]

Creates bundled sample indexes while no engine has the folder open. For each it prints a line of JSON,
{"index":NAME,"isNew":BOOLEAN}; one that is there already stays as it is. SIGINT takes a half-made one back.

  --data DIR          the folder that holds everything; made where it is missing
  --samples DIR       the bundled samples; without it those of the package, english-words and fiori-docs

Example:

  node dist/engine.js sample english-words --data /tmp/vectors
`,
};

/** What to write for `--help`: an overview, or all about one command. */
export function helpText(about?: HelpTopic): string {
  return about === undefined ? overview : details[about];
}
