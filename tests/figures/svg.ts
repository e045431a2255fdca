import { DOMParser } from "linkedom";
import type { Figure } from "../../lib/shapes.ts";

/** What a figure shows, read back from its SVG. */
export function read(figure: Figure) {
  const root = new DOMParser().parseFromString(figure.svg, "image/svg+xml").documentElement;
  const all = (selector: string): Element[] => [...root.querySelectorAll(selector)] as unknown as Element[];
  return {
    root: root as unknown as Element,
    marks: (label: string, tag: string) => all(`g[aria-label="${label}"] ${tag}`).length,
    fills: (label: string, tag: string) =>
      all(`g[aria-label="${label}"] ${tag}`).map((mark) =>
        mark.getAttribute("fill") ?? mark.parentElement?.getAttribute("fill")
      ),
    /** Every text of the figure, the lines of one label joined by a space, halos left out. */
    texts: all("text")
      .filter((text) => text.closest('[aria-hidden="true"]') === null)
      .map((text) => {
        const lines = [...text.querySelectorAll("tspan")].map((line) => line.textContent);
        return lines.length > 0 ? lines.join(" ") : text.textContent ?? "";
      }),
    tags: new Set(all("*").map((element) => element.localName)),
  };
}

/** Text that attacks: markup, attributes, ANSI colours, reversed direction, half a character. */
export const hostile = `</text><script>alert("1")</script>' onload=x & \u001b[31mred \u202egnp.exe \u0000 \ud800 {{x}}`;
