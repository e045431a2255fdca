/**
 * Sizes and colours of every figure, in one place.
 *
 * The hues stay apart under the three common kinds of colour blindness and in grey; text
 * colours have a contrast of at least 4.5 : 1 on white. At 600 px wide, text of 15 px is
 * still 9 px on a phone that shows the figure at 360 px.
 *
 * @module
 */

/** Width of a figure in px where the caller names none. */
export const figureWidth = 600;

/** Inter where it is installed (and in the PNG, always); a plain face elsewhere. */
export const fontFamily = "Inter, system-ui, sans-serif";

/** Text sizes in px. */
export const textSize = { label: 15, small: 14 } as const;

export const ink = {
  text: "#1a1a1a",
  /** Notes, counts and what cannot be read. */
  muted: "#5f6368",
  grid: "#e3e5e8",
  /** A null band or a smallest effect of interest. */
  band: "#d3d7dc",
  /** Marks that stand behind the ones that matter. */
  faint: "#c3c8ce",
} as const;

/** What agents write, and what they do. */
export const planeColour = { content: "#0072b2", action: "#b84a00" } as const;

/** Without and with the treated span. */
export const armColour = { control: "#6e7378", treatment: "#8a2f78" } as const;

/** Agents drawn together on one map; more than these cannot be told apart. */
export const agentColours = ["#0072b2", "#b84a00", "#007a5a", "#8a2f78", "#7a6200", "#45484d"] as const;

/** Light to dark: steps of a similarity. */
export const stepColours = ["#e8f1f8", "#bcd8ec", "#86b8dc", "#4a93c6", "#1a6ca6", "#0b4472"] as const;

/** Early to late: light to dark, so that the order survives grey print; each stands out from white. */
export const timeColours = [
  "#f4b53f",
  "#f19e3d",
  "#ec873e",
  "#e37049",
  "#d85b55",
  "#c74864",
  "#b33970",
  "#9b2d7b",
  "#822680",
  "#672383",
  "#4a1e79",
  "#2c1a6e",
] as const;

/** Less to more than before, with nothing in the middle; apart under colour blindness. */
export const changeColours = {
  less: ["#d9c3e3", "#a67cba", "#6a2c82"],
  more: ["#c0e3c2", "#6fb57a", "#1c6b37"],
} as const;

/**
 * A colour between white and `colour` (share 0 to 1) in plain sRGB steps.
 *
 * @param colour `#rrggbb`.
 * @param share 0 is white, 1 is the colour itself.
 */
export function tint(colour: string, share: number): string {
  const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  const mixed = channels.map((channel) => Math.round(255 + (channel - 255) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
