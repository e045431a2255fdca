/** Grammatical classes whose words say how a text is made, not what it is about. */
export type FunctionClass =
  | "personal pronouns"
  | "impersonal pronouns"
  | "articles"
  | "prepositions"
  | "conjunctions"
  | "auxiliary verbs"
  | "negations"
  | "quantifiers"
  | "high-frequency adverbs";

/**
 * English function words by class: the closed classes as any English grammar lists them, written down for this measure. No word
 * stands in two classes: that, no and so are put where they are most frequent. Contractions are two words by
 * the rule of `words()` ("don't": don, t), so that their halves stand here: "t" as a negation, "ll" as an auxiliary verb.
 */
export const FUNCTION_WORDS: Readonly<Record<FunctionClass, readonly string[]>> = {
  "personal pronouns": list(
    "i me my mine myself you your yours yourself yourselves he him his himself she her hers herself we us our ours ourselves " +
      "they them their theirs themselves",
  ),
  "impersonal pronouns": list(
    "it its itself this that these those who whom whose which what whoever whichever whatever anybody anyone anything everybody " +
      "everyone everything nobody nothing somebody someone something one oneself other others another",
  ),
  articles: list("a an the"),
  prepositions: list(
    "about above across after against along amid among around as at before behind below beneath beside besides between beyond by " +
      "despite down during except for from in inside into like near of off on onto out outside over past per since through " +
      "throughout till to toward towards under underneath until up upon via with within without",
  ),
  conjunctions: list(
    "and but or nor so yet because although though unless while whereas if whether than when whenever where",
  ),
  "auxiliary verbs": list(
    "am is are was were be been being have has had having do does did doing done can could may might must shall should will would " +
      "ought need dare m re ve ll d",
  ),
  negations: list("no not never none neither nowhere cannot t"),
  quantifiers: list(
    "all any both each either enough every few fewer less little lot lots many more most much several some such",
  ),
  "high-frequency adverbs": list(
    "again almost already also always ever even here how however indeed instead just maybe now often only perhaps quite rather " +
      "really seldom sometimes soon still then there therefore thus too usually very well why",
  ),
};

export const FUNCTION_CLASSES = Object.keys(FUNCTION_WORDS) as readonly FunctionClass[];

/** Class of a word in lower case; `undefined` for all other words. */
export const FUNCTION_CLASS_OF: ReadonlyMap<string, FunctionClass> = new Map(
  FUNCTION_CLASSES.flatMap((name) => FUNCTION_WORDS[name].map((word) => [word, name] as const)),
);

function list(words: string): readonly string[] {
  return words.split(" ");
}
