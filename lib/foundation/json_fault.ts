/**
 * Where a text stops being JSON (RFC 8259), since `JSON.parse()` often does not say.
 *
 * @returns Offset of the first character that cannot stand where it stands; the text's length where it ends too
 *   early; `null` where all is well.
 */
export function jsonFault(text: string): number | null {
  const open: ("{" | "[")[] = [];
  let wanted: "value" | "element" | "member" | "key" | "colon" | "next" = "value";
  for (let at = past(text, BLANK, 0); at < text.length; at = past(text, BLANK, at)) {
    const character = text[at] as string;
    if (wanted === "colon") {
      if (character !== ":") return at;
      wanted = "value";
      at++;
    } else if (wanted === "next") {
      const container = open.at(-1);
      if (container === undefined) return at;
      if (character === ",") wanted = container === "{" ? "key" : "value";
      else if (character === (container === "{" ? "}" : "]")) open.pop();
      else return at;
      at++;
    } else if ((wanted === "member" && character === "}") || (wanted === "element" && character === "]")) {
      open.pop();
      wanted = "next";
      at++;
    } else if (wanted === "member" || wanted === "key") {
      const { end, fault } = character === '"' ? stringEnd(text, at) : { end: at, fault: at };
      if (fault !== null) return fault;
      wanted = "colon";
      at = end;
    } else if (character === "{" || character === "[") {
      open.push(character);
      wanted = character === "{" ? "member" : "element";
      at++;
    } else {
      const { end, fault } = character === '"' ? stringEnd(text, at) : wordEnd(text, at);
      if (fault !== null) return fault;
      wanted = "next";
      at = end;
    }
  }
  return wanted === "next" && open.length === 0 ? null : text.length;
}

const BLANK = /[ \t\n\r]*/y;
/** All but the quote, the backslash and what is below the space. */
const PLAIN = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORD = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** The offset behind what the sticky pattern matches at `from`; `from` itself where it does not match. */
function past(text: string, sticky: RegExp, from: number): number {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : from;
}

function stringEnd(text: string, start: number): { end: number; fault: number | null } {
  for (let at = start + 1;;) {
    at = past(text, PLAIN, at);
    if (text[at] === '"') return { end: at + 1, fault: null };
    const behind = past(text, ESCAPE, at);
    if (behind === at) return { end: at, fault: at };
    at = behind;
  }
}

function wordEnd(text: string, start: number): { end: number; fault: number | null } {
  const end = past(text, WORD, start);
  return { end, fault: end === start ? start : null };
}
