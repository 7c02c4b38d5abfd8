export const helpTopics = ['serve', 'sample'] as const;

export type HelpTopic = (typeof helpTopics)[number];

const overview = `vectorscope engine: a vector database on this machine that speaks Pinecone's API

  engine.js serve (--data DIR | --ephemeral [--accept-any-key]) [--port N] [--samples DIR]
                  [--models DIR]... [--indexes FILE] [--idle-minutes N] [--vector-memory MIB]
                  [--simulate-models] [--simulate-429 RATE] [--freshness-delay MS]
  engine.js sample NAME... --data DIR [--samples DIR]
  engine.js help [serve | sample]
  engine.js --help | --version

serve     serves requests on this machine until it is stopped
sample    creates bundled sample indexes
help      explains a command, like COMMAND --help

Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 another engine uses the folder, 4 the catalog is damaged,
5 this Node is older than 22.16. A command that fails prints {"error":WORD,"message":TEXT} on stdout.

Needs Node 22.16 or newer and nothing else: no VS Code, no network.
`;

const details: Readonly<Record<HelpTopic, string>> = {
  serve: `engine.js serve (--data DIR | --ephemeral [--accept-any-key]) [--port N] [--samples DIR]
                [--models DIR]... [--indexes FILE] [--idle-minutes N] [--vector-memory MIB]
                [--simulate-models] [--simulate-429 RATE] [--freshness-delay MS]

Serves http://127.0.0.1:PORT to programs on this machine only. When it is ready it prints one line of JSON on stdout:
{"url":"http://127.0.0.1:PORT","pid":N,"version":"..."}. It logs method, path, status and time of each request to
stderr. SIGTERM, SIGINT and SIGHUP stop it cleanly.

  --data DIR          the data folder; created if it is missing; one engine at a time
  --ephemeral         instead of --data: a new temporary folder, which is deleted when the engine stops.
                      POST /_vectorscope/reset deletes all indexes and backups, and creates those of --indexes again
  --accept-any-key    with --ephemeral: accept every key in the header Api-Key, which must be there
  --port N            the port; default 0, a free port
  --samples DIR       the folder of the samples; default: those of the package
  --models DIR        a folder of sentence-transformers with an ONNX network, or a folder that holds such folders; may
                      be repeated. Default: the folder of the package, with all-MiniLM-L6-v2.
                      vectorscope-engine.mjs has no models and samples of its own
  --indexes FILE      create the indexes that FILE lists, unless they exist: a JSON list of bodies of POST /indexes
                      (of version 2026-07, or with spec of 2025-10) and of POST /indexes/create-for-model
  --idle-minutes N    stop after N minutes without a request; default: never
  --vector-memory MIB memory for float vectors, default 1024; one namespace uses at most half of it, and the rest
                      is read from disk. Quantized vectors (1 byte per dimension and record) come on top

These options simulate the cloud's hosted models, rate limits and eventual consistency, for tests of programs. All are
off by default:

  --simulate-models      embed and rerank with the names of hosted models, such as llama-text-embed-v2. The vectors
                         are those of all-MiniLM-L6-v2; every response has the header x-vectorscope-simulated: models
  --simulate-429 RATE    reject this share of the requests with 429, evenly: 0.25 rejects every fourth
  --freshness-delay MS   respond to upserts, updates and deletions by id at once, and make them visible to reads
                         after MS milliseconds; until then they are not on disk

  VECTORSCOPE_ENGINE_KEY    the key that clients send in the header Api-Key. Default: the key in
                            DIR/engine.key, which is created if it is missing.

Example: a fixed port and key, for tests in CI

  VECTORSCOPE_ENGINE_KEY=pclocal-ci node dist/engine.js serve --ephemeral --port 5081

Configure a client with address and key:

  new Pinecone({ apiKey: 'pclocal-ci', controllerHostUrl: 'http://127.0.0.1:5081' })
`,
  sample: `engine.js sample NAME... --data DIR [--samples DIR]

Creates bundled sample indexes while no engine uses the folder. Prints one line of JSON for each,
{"index":NAME,"isNew":BOOLEAN}, and leaves existing ones unchanged. SIGINT removes the sample in progress.

  --data DIR          the data folder; created if it is missing
  --samples DIR       the folder of the samples; default: those of the package, english-words and fiori-docs

Example:

  node dist/engine.js sample english-words --data /tmp/vectors
`,
};

/** Returns the text for `--help`: the overview, or the details of one command. */
export function helpText(about?: HelpTopic): string {
  return about === undefined ? overview : details[about];
}
