// @ts-check
/** Steps of the sliders. */
const STEPS = 1000;
const BARS = 160;

/**
 * Two sliders for the first and last moment shown, over a strip of how many posts there are when.
 *
 * @param {Float64Array} times Ascending.
 * @param {{ from: HTMLInputElement, to: HTMLInputElement, play: HTMLButtonElement, words: HTMLElement, strip: HTMLCanvasElement, colours: string[] }} parts
 * @param {(span: [number, number]) => void} onChange
 */
export function timeRange(times, { from, to, play, words, strip, colours }, onChange) {
  const [first, last] = [times[0] ?? 0, times[times.length - 1] ?? 0];
  const counts = countsOf(times, first, last);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  for (const input of [from, to]) {
    input.max = String(STEPS);
    input.addEventListener("input", () => {
      stop();
      if (Number(from.value) > Number(to.value)) (input === from ? to : from).value = input.value;
      change();
    });
  }
  [from.value, to.value] = ["0", String(STEPS)];
  play.addEventListener("click", () => timer === undefined ? start() : stop());

  function start() {
    const isWhole = Number(to.value) - Number(from.value) >= STEPS;
    const window = isWhole ? STEPS / 10 : Number(to.value) - Number(from.value);
    if (isWhole || Number(to.value) >= STEPS) [from.value, to.value] = ["0", String(window)];
    play.textContent = "Pause";
    timer = setInterval(() => {
      if (Number(to.value) >= STEPS) return stop();
      to.value = String(Math.min(STEPS, Number(to.value) + 4));
      from.value = String(Number(to.value) - window);
      change();
    }, 60);
    change();
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  }

  function momentOf(/** @type {HTMLInputElement} */ input) {
    return first + (last - first) * Number(input.value) / STEPS;
  }

  function change() {
    const span = /** @type {[number, number]} */ ([Math.floor(momentOf(from)), Math.ceil(momentOf(to))]);
    words.textContent = `${dayOf(span[0])} to ${dayOf(span[1])}`;
    from.setAttribute("aria-valuetext", dayOf(span[0]));
    to.setAttribute("aria-valuetext", dayOf(span[1]));
    draw();
    onChange(span);
  }

  function draw() {
    const ratio = Math.max(1, globalThis.devicePixelRatio);
    const [width, height] = [strip.clientWidth, strip.clientHeight];
    [strip.width, strip.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const context = strip.getContext("2d");
    if (context === null) return;
    const most = Math.max(...counts);
    counts.forEach((count, bar) => {
      const isIn = (bar + 1) / BARS > Number(from.value) / STEPS && bar / BARS < Number(to.value) / STEPS;
      context.globalAlpha = isIn ? 1 : 0.22;
      context.fillStyle = colours[Math.min(colours.length - 1, Math.floor(bar / BARS * colours.length))] ?? "black";
      const [left, right] = [bar, bar + 1].map((edge) => Math.round(edge * strip.width / BARS));
      const tall = count === 0 ? 0 : Math.max(1, Math.round(count / most * strip.height));
      context.fillRect(left ?? 0, strip.height - tall, (right ?? 0) - (left ?? 0), tall);
    });
  }

  return { change, draw };
}

/** @param {Float64Array} times @param {number} first @param {number} last */
function countsOf(times, first, last) {
  const counts = new Array(BARS).fill(0);
  for (const time of times) counts[Math.min(BARS - 1, Math.floor((time - first) / (last - first || 1) * BARS))]++;
  return counts;
}

/** UTC day and minute. @param {number} time */
export function dayOf(time) {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
