// WordNet lists base forms, and its npm package leaves out Princeton's exception lists. These are the
// irregular forms among the frequent words: base form first, then the forms that lead to it.
const irregular = `
arise arose arisen; awake awoke awoken; bear bore borne born; beat beaten; become became; begin began begun;
bend bent; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred; bring brought;
build built; burn burnt; buy bought; catch caught; choose chose chosen; cling clung; come came; creep crept;
deal dealt; dig dug; draw drew drawn; dream dreamt; drink drank drunk; drive drove driven; dwell dwelt;
eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fling flung;
fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen;
get got gotten getting; give gave given; go went gone; grind ground; grow grew grown; hang hung; hear heard; hide hid hidden;
hold held; keep kept; know knew known; lay laid; lead led; lean leant; leap leapt; learn learnt; leave left;
lend lent; lie lay lain lying; light lit; lose lost; make made; mean meant; meet met; mistake mistook mistaken;
overcome overcame; oversee oversaw overseen; overtake overtook overtaken; overthrow overthrew overthrown; pay paid;
prove proven; ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought;
sell sold; send sent; sew sewn; shake shook shaken; shine shone; shoot shot; show shown; shrink shrank shrunk;
sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken; spell spelt; spend spent;
spill spilt; spin spun; spit spat; spring sprang sprung; stand stood; steal stole stolen; stick stuck; sting stung;
strike struck stricken; string strung; strive strove striven; swear swore sworn; sweep swept; swell swollen;
swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown;
tread trod trodden; understand understood; undergo underwent undergone; undertake undertook undertaken; uphold upheld;
wake woke woken; wear wore worn; weave wove woven; weep wept; win won; wind wound; withdraw withdrew withdrawn;
withhold withheld; withstand withstood; wring wrung; write wrote written; die dying; tie tying;
man men; woman women; child children; person people; foot feet; tooth teeth; goose geese; mouse mice; ox oxen;
policeman policemen; policewoman policewomen; fireman firemen; businessman businessmen; businesswoman businesswomen;
congressman congressmen; gunman gunmen; spokesman spokesmen; chairman chairmen; fisherman fishermen; gentleman gentlemen;
sportsman sportsmen; salesman salesmen; craftsman craftsmen; serviceman servicemen; clergyman clergymen; grandchild grandchildren;
life lives; wife wives; knife knives; half halves; leaf leaves; shelf shelves; wolf wolves; thief thieves; loaf loaves;
self selves; calf calves; crisis crises; analysis analyses; basis bases; thesis theses; hypothesis hypotheses;
diagnosis diagnoses; emphasis emphases; axis axes; criterion criteria; phenomenon phenomena; bacterium bacteria;
stimulus stimuli; fungus fungi; nucleus nuclei; alumnus alumni; curriculum curricula; spectrum spectra;
medium media; index indices; matrix matrices; vertex vertices; appendix appendices; formula formulae;
good better best; bad worse worst; far farther farthest further furthest; little less least; many more most;
old elder eldest`;

/** Word -> its base forms. */
export const baseForms = new Map();
for (const entry of irregular.split(';')) {
  const [base, ...forms] = entry.trim().split(/\s+/);
  for (const form of forms) baseForms.set(form, [...(baseForms.get(form) ?? []), base]);
}

/** Words of the closed classes: articles, pronouns, prepositions, conjunctions, auxiliaries. WordNet leaves them out or lists rare homographs only. */
export const functionWords = new Set(
  `a an the this that these those i me my mine myself you your yours yourself he him his himself she her hers herself
it its itself we us our ours ourselves they them their theirs themselves who whom whose which what whatever whoever
of to in for on with at by from as into about after before between through during against under over without within
among across behind beyond toward towards upon near off per via despite amid amongst onto besides except throughout
until till since than and or but nor so yet if because although though while whereas unless whether when where why how
once be am is are was were been being have has had having do does did doing done will would shall should can could may
might must ought cannot not no any some all both each every either neither such same another other others
there here then anyone anything anybody everyone everything everybody someone something somebody nobody nothing none`.split(
    /\s+/,
  ),
);
