/** How the program is called. */
export const helpText = `vectorscope study: measures how good retrieval is

  study.js score JUDGMENTS RUN [--measures LIST] [--leave-out-hopeless] [--json]
  study.js --help

score     measures a TREC run by judgments, as trec_eval and ir_measures do

  JUDGMENTS   TREC qrels, BEIR, Quepid, Ragas, or a CSV, JSON or JSON Lines file with questions and ids
  RUN         a TREC run: query Q0 id rank score tag. Hits are ordered by score, ties by id, both descending
  --measures LIST         names of ir_measures, such as nDCG@10,RR@10,R@100
  --leave-out-hopeless    leaves out questions without any relevant record, which otherwise count 0
  --json                  prints {"perQuery": {ID: {MEASURE: VALUE}}, "mean": {MEASURE: VALUE}, "n": COUNT}

Exit codes: 0 done, 1 a gate failed, 2 wrong arguments or a file that cannot be read, 3 failed.

Needs Node 22 and nothing else: no VS Code.
`;
