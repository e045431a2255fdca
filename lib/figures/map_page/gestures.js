// @ts-check
/**
 * @typedef {object} Gestures
 * @property {(dx: number, dy: number) => void} onPan Px.
 * @property {(factor: number, x: number, y: number) => void} onZoom Around px.
 * @property {(x: number, y: number) => void} onHover
 * @property {() => void} onLeave
 * @property {(x: number, y: number) => void} onTap
 */

/** Px a pointer may move and still tap. */
const TAP = 5;

/**
 * Mouse, pen and fingers: one pans or taps, two zoom, the wheel zooms.
 *
 * @param {HTMLElement} surface
 * @param {Gestures} gestures
 */
export function listenToPointers(surface, { onPan, onZoom, onHover, onLeave, onTap }) {
  /** @type {Map<number, { x: number, y: number }>} */
  const down = new Map();
  let travelled = 0;
  const spotIn = (/** @type {MouseEvent} */ event) => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, spotIn(event));
    if (event.isTrusted) surface.setPointerCapture(event.pointerId);
  });
  surface.addEventListener("pointermove", (event) => {
    const spot = spotIn(event);
    const before = down.get(event.pointerId);
    if (before === undefined) return onHover(spot.x, spot.y);
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    down.set(event.pointerId, spot);
    travelled += Math.hypot(spot.x - before.x, spot.y - before.y);
    const [other] = others;
    if (other === undefined) {
      if (travelled > TAP) onPan(spot.x - before.x, spot.y - before.y);
      return;
    }
    const apart = (/** @type {{ x: number, y: number }} */ one) =>
      Math.max(10, Math.hypot(one.x - other.x, one.y - other.y));
    onPan((spot.x - before.x) / 2, (spot.y - before.y) / 2);
    onZoom(apart(spot) / apart(before), (spot.x + other.x) / 2, (spot.y + other.y) / 2);
  });
  surface.addEventListener("pointerup", (event) => {
    const { x, y } = spotIn(event);
    if (down.delete(event.pointerId) && down.size === 0 && travelled <= TAP) onTap(x, y);
  });
  surface.addEventListener("pointercancel", (event) => void down.delete(event.pointerId));
  surface.addEventListener("pointerleave", onLeave);
  surface.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { x, y } = spotIn(event);
    const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    onZoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) / 400), x, y);
  }, { passive: false });
}

/** Keys without modifiers. @param {HTMLElement} surface @param {Record<string, () => void>} keys */
export function listenToKeys(surface, keys) {
  surface.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
