// @ts-check
import { agentPicker } from "./agents.js";
import { postCard } from "./card.js";
import { firstFrom, readData } from "./data.js";
import { listenToKeys, listenToPointers } from "./gestures.js";
import { nearestFinder } from "./nearest.js";
import { canvasPainter } from "./paint_canvas.js";
import { linePainter } from "./paint_lines.js";
import { drawCross, drawName, drawPath, drawRing, spotsOf, STEPS_WITH_HEADS } from "./paint_paths.js";
import { webglPainter } from "./paint_webgl.js";
import { timeRange } from "./time.js";
import { panned, placeAt, resized, spotOf, wholeMap, zoomed } from "./view.js";

/** @typedef {import("./data.js").MapData} MapData */
/** @typedef {import("./paint_webgl.js").Scene} Scene */
/** @typedef {{ ramp: string[], picks: string[], dim: string }} Config */

/** Px around a pointer in which a post is found. */
const REACH = 14;

/** @template {HTMLElement} [Kind=HTMLElement] @param {string} id @returns {Kind} */
function byId(id) {
  return /** @type {Kind} */ (/** @type {unknown} */ (document.getElementById(id)));
}

/** @param {string} colour `#rrggbb`. */
function sharesOf(colour) {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
}

/** Farthest x and y. @param {Float32Array} places @returns {[number, number]} */
function reachOf(places) {
  const reach = /** @type {[number, number]} */ ([0, 0]);
  places.forEach((value, i) => reach[i % 2] = Math.max(reach[i % 2] ?? 0, Math.abs(value)));
  return reach;
}

/** @param {MapData} data @param {Config} config */
function showMap(data, config) {
  const { times } = data;
  const [stage, marks] = [byId("stage"), /** @type {HTMLCanvasElement} */ (byId("marks"))];
  const over = /** @type {CanvasRenderingContext2D} */ (marks.getContext("2d"));
  const [first, last] = [times[0] ?? 0, times[data.n - 1] ?? 0];
  const look = {
    moments: Float32Array.from(times, (time) => (time - first) / (last - first || 1)),
    ramp: config.ramp.flatMap(sharesOf),
    picks: config.picks.flatMap(sharesOf),
    dim: sharesOf(config.dim),
    isImitationFine: location.hash === "#webgl",
  };
  const drawLines = linePainter(marks, over);
  const showCard = postCard(data, byId("card"));
  const nearest = nearestFinder(data.places);
  /** @type {Scene} */
  const scene = {
    view: wholeMap(stage.clientWidth, stage.clientHeight, reachOf(data.places)),
    ratio: 1,
    from: 0,
    to: data.n,
    slots: new Uint8Array(data.n),
    picked: new Uint32Array(0),
    pickedFrom: 0,
    pickedTo: 0,
  };
  /** @type {[number, number]} */
  let span = [first, last];
  /** @type {readonly number[]} */
  let agents = [];
  let [hovered, pinned, isAsked] = [-1, -1, false];
  let painter = openPainter();

  function openPainter() {
    const canvas = () => /** @type {HTMLCanvasElement} */ (byId("points"));
    const made = location.hash === "#canvas" ? null : webglPainter(canvas(), data, look);
    canvas().addEventListener("webglcontextlost", () => {
      renewCanvas();
      painter = canvasPainter(canvas(), data, look);
      resize();
      trimPicked();
    });
    if (made === null) renewCanvas(); // one that was asked for WebGL gives no other context
    return made ?? canvasPainter(canvas(), data, look);
  }

  function renewCanvas() {
    const fresh = document.createElement("canvas");
    fresh.id = "points";
    byId("points").replaceWith(fresh);
  }

  function ask() {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      painter?.paint(scene);
      paintMarks();
    });
  }

  function paintMarks() {
    const { view, ratio } = scene;
    over.setTransform(ratio, 0, 0, ratio, 0, 0);
    const paths = agents.map((agent, slot) => ({
      agent,
      colour: config.picks[slot] ?? "black",
      spots: agent === -1 ? [] : spotsOf(data, agent, span, view),
    }));
    const long = paths.filter(({ spots }) => spots.length > STEPS_WITH_HEADS + 1);
    if (long.length > 0) drawLines(long, ratio);
    else over.clearRect(0, 0, view.width, view.height);
    for (const { spots, colour } of paths) drawPath(over, spots, colour);
    for (const { agent, spots, colour } of paths) {
      const end = spots.at(-1);
      if (end !== undefined) drawName(over, data.agents[agent] ?? "", end, { colour, width: view.width });
    }
    const post = pinned === -1 ? hovered : pinned;
    const spot = post === -1 ? /** @type {[number, number]} */ ([0, 0]) : spotOfPost(post);
    if (post !== -1) drawRing(over, spot, "#1a1a1a", 7);
    if (document.activeElement === marks && marks.matches(":focus-visible")) {
      drawCross(over, view.width / 2, view.height / 2);
    }
    showCard(post, { spot, width: view.width, height: view.height, isPinned: pinned !== -1 });
  }

  /** @param {number} post */
  function spotOfPost(post) {
    return spotOf(scene.view, data.places[2 * post] ?? 0, data.places[2 * post + 1] ?? 0);
  }

  /** @param {number} px @param {number} py @param {number} reach */
  function postAt(px, py, reach) {
    const [x, y] = placeAt(scene.view, px, py);
    const weightOf = (/** @type {number} */ post) =>
      post < scene.from || post >= scene.to ? 0 : (scene.slots[post] ?? 0) > 0 ? 4 : 1;
    return nearest(x, y, Math.min(0.15, reach / scene.view.scale), weightOf);
  }

  function resize() {
    const [width, height] = [Math.max(1, stage.clientWidth), Math.max(1, stage.clientHeight)];
    scene.ratio = Math.min(2, Math.max(1, globalThis.devicePixelRatio));
    scene.view = resized(scene.view, width, height);
    for (const canvas of [byId("points"), marks]) {
      Object.assign(canvas, { width: Math.round(width * scene.ratio), height: Math.round(height * scene.ratio) });
    }
    painter?.repick(scene);
    range.draw();
    ask();
  }

  /** @param {[number, number]} chosen */
  function setSpan(chosen) {
    span = chosen;
    [scene.from, scene.to] = [firstFrom(times, span[0]), firstFrom(times, span[1] + 1)];
    if (pinned < scene.from || pinned >= scene.to) pinned = -1;
    hovered = -1;
    trimPicked();
  }

  function trimPicked() {
    [scene.pickedFrom, scene.pickedTo] = [firstFrom(scene.picked, scene.from), firstFrom(scene.picked, scene.to)];
    const shown = (scene.to - scene.from).toLocaleString("en");
    byId("status").textContent = `${shown} of ${data.n.toLocaleString("en")} posts shown${
      painter?.kind === "canvas" ? ", without WebGL" : ""
    }`;
    ask();
  }

  /** @param {readonly number[]} picked Agent of each colour, −1 for none. */
  function setAgents(picked) {
    agents = picked;
    scene.slots.fill(0);
    picked.forEach((agent, slot) => {
      for (const post of data.postsOf[agent] ?? []) scene.slots[post] = slot + 1;
    });
    const posts = picked.flatMap((agent) => agent === -1 ? [] : [...(data.postsOf[agent] ?? [])]);
    scene.picked = Uint32Array.from(posts).sort();
    painter?.repick(scene);
    trimPicked();
  }

  /** @param {number} post */
  function pin(post) {
    pinned = post;
    hovered = -1;
    if (post === -1) return ask();
    const [x, y] = spotOfPost(post);
    const { width, height } = scene.view;
    if (x < 30 || y < 30 || x > width - 30 || y > height - 30) {
      scene.view = panned(scene.view, width / 2 - x, height / 2 - y);
    }
    ask();
  }

  /** The agent's post before or after the one pinned. @param {number} by */
  function step(by) {
    if (pinned === -1) return pin(postAt(scene.view.width / 2, scene.view.height / 2, 1e9));
    const own = data.postsOf[data.agentOf[pinned] ?? 0] ?? new Uint32Array(0);
    const next = own[own.indexOf(pinned) + by];
    if (next !== undefined && next >= scene.from && next < scene.to) pin(next);
  }

  /** @param {import("./view.js").View} view */
  function show(view) {
    scene.view = view;
    ask();
  }

  const zoomMiddle = (/** @type {number} */ factor) =>
    show(zoomed(scene.view, factor, scene.view.width / 2, scene.view.height / 2));
  const whole = () => show(wholeMap(scene.view.width, scene.view.height, scene.view.reach));
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => show(panned(scene.view, 50, 0)),
    ArrowRight: () => show(panned(scene.view, -50, 0)),
    ArrowUp: () => show(panned(scene.view, 0, 50)),
    ArrowDown: () => show(panned(scene.view, 0, -50)),
    "+": () => zoomMiddle(1.3),
    "=": () => zoomMiddle(1.3),
    "-": () => zoomMiddle(1 / 1.3),
    "0": whole,
    Enter: () => pin(postAt(scene.view.width / 2, scene.view.height / 2, 1e9)),
    Escape: () => pin(-1),
    n: () => step(1),
    p: () => step(-1),
  };
  listenToKeys(marks, keys);
  for (const kind of ["focus", "blur"]) marks.addEventListener(kind, ask);
  listenToPointers(marks, {
    onPan: (dx, dy) => show(panned(scene.view, dx, dy)),
    onZoom: (factor, x, y) => show(zoomed(scene.view, factor, x, y)),
    onHover: (x, y) => {
      const post = postAt(x, y, REACH);
      if (post === hovered) return;
      hovered = post;
      ask();
    },
    onLeave: () => {
      hovered = -1;
      ask();
    },
    onTap: (x, y) => pin(postAt(x, y, REACH)),
  });
  byId("closer").addEventListener("click", () => zoomMiddle(1.5));
  byId("farther").addEventListener("click", () => zoomMiddle(1 / 1.5));
  byId("whole").addEventListener("click", whole);
  agentPicker(data, {
    list: byId("agents"),
    search: byId("search"),
    clear: byId("clear"),
    note: byId("found"),
    colours: config.picks,
  }, setAgents);
  const range = timeRange(times, {
    from: byId("from"),
    to: byId("to"),
    play: byId("play"),
    words: byId("span"),
    strip: byId("strip"),
    colours: config.ramp,
  }, setSpan);
  new ResizeObserver(resize).observe(stage);
  resize();
  range.change();
}

try {
  const data = await readData(byId("data").textContent ?? "");
  showMap(data, JSON.parse(byId("config").textContent ?? ""));
  byId("message").hidden = true;
  document.body.dataset.ready = "true";
} catch (error) {
  byId("message").textContent = `This page needs a browser of 2023 or later, and could not start: ${error}`;
}
