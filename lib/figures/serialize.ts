import { escapeMarkup } from "../foundation/mod.ts";

/** Of an element, what writing it needs; linkedom's and a browser's both fit. */
interface NodeLike {
  nodeType: number;
  localName?: string;
  textContent: string | null;
  childNodes: Iterable<NodeLike>;
  attributes?: Iterable<{ name: string; value: string }>;
}

const ELEMENT = 1;
const TEXT = 3;

/** All that a figure needs; style sheets (which neither exporter reads), scripts and images stay out. */
const TAGS = new Set(["svg", "g", "path", "rect", "circle", "line", "polyline", "polygon", "text", "tspan", "title"]);
const DROPPED_ATTRIBUTES = new Set([
  "class",
  "style",
  "id",
  "clip-path",
  "font-variant",
  "xmlns",
  "href",
  "xlink:href",
]);

/** Left as they are, since digits in them are text. */
const VERBATIM = new Set(["aria-label", "aria-description", "fill", "stroke", "color", "font-family"]);

/**
 * Writes an element as SVG text whose bytes depend on the drawing alone.
 *
 * Attributes stand in the order of their names and numbers are rounded to hundredths of a
 * px, so that neither a library's order of calls nor a last bit shows. Ids are dropped:
 * Plot counts them up from one render to the next.
 *
 * @param node An SVG element.
 * @returns Escaped markup.
 */
export function serialize(node: unknown): string {
  return writeNode(node as NodeLike);
}

function writeNode(node: NodeLike): string {
  if (node.nodeType === TEXT) return escapeMarkup(node.textContent ?? "");
  if (node.nodeType !== ELEMENT) return "";
  const tag = node.localName ?? "";
  if (!TAGS.has(tag)) return "";
  const children = writeChildren(node);
  return children === "" ? `<${tag}${writeAttributes(node)}/>` : `<${tag}${writeAttributes(node)}>${children}</${tag}>`;
}

/** Everything inside an element. */
export function writeChildren(node: unknown): string {
  return [...(node as NodeLike).childNodes].map(writeNode).join("");
}

function writeAttributes(node: NodeLike): string {
  return [...(node.attributes ?? [])]
    .filter(({ name }) => !DROPPED_ATTRIBUTES.has(name) && !name.startsWith("on"))
    .map(({ name, value }) => [name, VERBATIM.has(name) ? value : roundNumbers(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => ` ${name}="${escapeMarkup(value)}"`)
    .join("");
}

/** Rounds every number in an attribute such as a path or a transform. */
export function roundNumbers(value: string): string {
  return value.replace(/-?\d+\.\d+(?:e[+-]?\d+)?|-?\d+e[+-]?\d+/gi, (text) => {
    const rounded = Math.round(Number(text) * 100) / 100;
    return String(rounded === 0 ? 0 : rounded);
  });
}
