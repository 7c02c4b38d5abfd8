/** How the program is called. */
export const helpText = `vectorscope study: measures how good retrieval is

  study.js score JUDGMENTS RUN [--measures LIST] [--leave-out-hopeless] [--json]
  study.js run FILE [--setup NAME] [--baseline FILE] [--json FILE] [--junit FILE] [--markdown FILE]
  study.js search FILE [--name NAME] [--json FILE]
  study.js --help

score     measures a TREC run by judgments, as trec_eval and ir_measures do

  JUDGMENTS   TREC qrels, BEIR, Quepid, Ragas, or a CSV, JSON or JSON Lines file with questions and ids
  RUN         a TREC run: query Q0 id rank score tag. Hits are ordered by score, ties by id, both descending
  --measures LIST         names of ir_measures, such as nDCG@10,RR@10,R@100
  --leave-out-hopeless    leaves out questions without any relevant record, which otherwise count 0
  --json                  prints {"perQuery": {ID: {MEASURE: VALUE}}, "mean": {MEASURE: VALUE}, "n": COUNT}

run       asks the questions of a study, measures the answers, and checks its gates

  FILE               a study: a file .vecstudy
  --setup NAME       runs one setup; default: all
  --baseline FILE    compares with a report that --json wrote earlier
  --json FILE        writes a report, which can be the next baseline
  --junit FILE       writes gates and questions as JUnit XML
  --markdown FILE    writes tables for people

search    tries the settings of a search in a study, and says how good the best one is on other questions

  FILE            a study with a section “### search NAME”
  --name NAME     carries out one search; default: all
  --json FILE     writes what was found

  PINECONE_API_KEY            the key; it is taken from this variable only
  PINECONE_CONTROLLER_HOST    the address of another service with Pinecone's API, such as the engine's

Exit codes: 0 done, 1 a gate failed, 2 wrong arguments or a file that cannot be read, 3 failed.

Needs Node 22 and nothing else: no VS Code.
`;
