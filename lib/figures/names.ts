/**
 * Names without the parts that all of them share: "births, n = 1, ever seen" beside "deaths, n = 1, ever seen" is
 * "births". A name of which nothing is left stays whole.
 *
 * @param names Parts are separated by ", ".
 */
export function shortNames(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split(", "));
  const isCommon = (part: string) => parts.every((other) => other.includes(part));
  const short = parts.map((own, index) => own.filter((part) => !isCommon(part)).join(", ") || names[index] as string);
  return new Set(short).size === new Set(names).size ? short : [...names];
}

/** The text after the ": " that all names share up to there; names as they are where they share none. */
export function afterColon(names: readonly string[]): { shared: string; own: string[] } {
  const heads = new Set(names.map((name) => name.slice(0, Math.max(0, name.lastIndexOf(": ")))));
  const [shared = ""] = heads;
  if (heads.size !== 1 || shared === "") return { shared: "", own: [...names] };
  return { shared, own: names.map((name) => name.slice(shared.length + 2)) };
}
