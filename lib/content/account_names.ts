import { quote } from "../foundation/mod.ts";
import { ascending } from "./placed.ts";

/** An account that exists. */
export interface Account {
  agentId: string;
  /** What its share of the names drawn by chance is proportional to, such as its posts; ≥ 0. */
  activity: number;
  /** Other names it goes by. The id itself is always one. */
  names?: readonly string[];
}

/** When a name in a text counts. */
export interface NameRule {
  /** "at or plain" (default): "@ada" and "ada". "at": "@ada" alone. */
  marks: "at or plain" | "at";
  /** "ignored" (default): "Ada" names ada. "exact": it does not. */
  letterCase: "ignored" | "exact";
  /** Names that are ordinary words: without @ they do not count ("at", default), or do ("plain"). */
  ordinary: "at" | "plain";
}

/** What a text names. */
export interface Named {
  /** Accounts named, each once, in order of the text, as indices. */
  accounts: number[];
  /** Accounts whose name stands there as a plain ordinary word and was not counted. */
  ordinary: number[];
  /** Words marked with @ that are no account, each once. */
  unknown: string[];
}

const WORD = /[\p{L}\p{M}\p{N}_]/u;
const AT_WORD = /@([\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_]|[.-](?=[\p{L}\p{M}\p{N}_]))*)/gu;

/**
 * Reads names off texts without making a pattern of them: names are hostile input.
 *
 * A name stands alone: no letter, digit, mark or underscore before or after it, nor one that a hyphen or dot joins
 * to it ("kale-based" and "ada.com" name nobody, "ada's" names ada). Where names overlap the longest counts. Names that
 * differ in case alone are told apart by case, and count for nobody where it does not match.
 *
 * @param isOrdinary Whether a name, in lower case, is an ordinary word.
 * @throws {RangeError} If a name is empty, or two accounts share one.
 */
export function nameReader(
  caller: string,
  accounts: readonly Account[],
  { rule, isOrdinary }: { rule: NameRule; isOrdinary: (name: string) => boolean },
): (text: string) => Named {
  const exact = namesOf(caller, accounts);
  const folded = new Map<string, number | null>();
  for (const [name, account] of exact) {
    const key = name.toLowerCase();
    const other = folded.get(key);
    folded.set(key, other === undefined || other === account ? account : null);
  }
  const lengths = [...new Set([...exact.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  const accountAt = (text: string, at: number): { account: number; length: number } | null => {
    for (const length of lengths) {
      const part = text.slice(at, at + length);
      if (part.length < length || !endsAt(text, at + length)) continue;
      const account = exact.get(part) ?? (rule.letterCase === "exact" ? null : folded.get(part.toLowerCase()) ?? null);
      if (account !== null) return { account, length };
    }
    return null;
  };
  return (text) => {
    const [named, ordinary] = [new Set<number>(), new Set<number>()];
    for (let at = 0; at < text.length; at++) {
      if (!startsAt(text, at)) continue;
      const found = accountAt(text, at);
      if (found === null) continue;
      const isMarked = text[at - 1] === "@";
      const isWord = isOrdinary(text.slice(at, at + found.length).toLowerCase());
      if (isMarked || (rule.marks === "at or plain" && (!isWord || rule.ordinary === "plain"))) {
        named.add(found.account);
      } else if (rule.marks === "at or plain") ordinary.add(found.account);
      at += found.length - 1;
    }
    return {
      accounts: [...named],
      ordinary: [...ordinary].filter((account) => !named.has(account)),
      unknown: unknownMarks(text, accountAt),
    };
  };
}

/** Names too short or too plain to name anybody without a mark: fewer than three characters, or digits alone. */
export function isTooPlain(name: string): boolean {
  return [...name].length < 3 || /^\p{N}+$/u.test(name);
}

function namesOf(caller: string, accounts: readonly Account[]): Map<string, number> {
  const names = new Map<string, number>();
  accounts.forEach(({ agentId, names: others = [] }, account) => {
    for (const name of [agentId, ...others]) {
      if (name.trim() === "") throw new RangeError(`Cannot run ${caller}(): accounts need a name, got ${quote(name)}`);
      const other = names.get(name);
      if (other !== undefined && other !== account) {
        throw new RangeError(`Cannot run ${caller}(): accounts need names of their own, got ${quote(name)} twice`);
      }
      names.set(name, account);
    }
  });
  return new Map([...names].sort(([a], [b]) => ascending(a, b)));
}

function unknownMarks(
  text: string,
  accountAt: (text: string, at: number) => { account: number } | null,
): string[] {
  const marks = [...text.matchAll(AT_WORD)].filter(({ index }) => startsAt(text, index + 1));
  return [
    ...new Set(marks.filter(({ index }) => accountAt(text, index + 1) === null).map(([, name]) => name as string)),
  ];
}

function startsAt(text: string, at: number): boolean {
  const before = text[at - 1] === "@" ? at - 1 : at;
  const previous = characterBefore(text, before);
  if (previous === "") return true;
  if (WORD.test(previous)) return false;
  return !(/[.-]/.test(previous) && WORD.test(characterBefore(text, before - 1)));
}

function endsAt(text: string, end: number): boolean {
  const next = characterAt(text, end);
  if (next === "") return true;
  if (WORD.test(next)) return false;
  return !(/[.-]/.test(next) && WORD.test(characterAt(text, end + 1)));
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The character that ends before a place, whole where it takes two units. */
function characterBefore(text: string, at: number): string {
  if (at <= 0) return "";
  const unit = text.charCodeAt(at - 1);
  return (unit & 0xfc00) === 0xdc00 && at > 1 ? characterAt(text, at - 2) : text[at - 1] as string;
}
