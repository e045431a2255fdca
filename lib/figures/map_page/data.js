// @ts-check
/**
 * What the page shows, as `packMap()` laid it out: posts in order of time.
 *
 * @typedef {object} MapData
 * @property {number} n
 * @property {string[]} agents Names; "" stands for posts without author.
 * @property {Float64Array} times Milliseconds since 1970, ascending.
 * @property {Float32Array} places x0, y0, x1, y1, … in [-1, 1], y upwards.
 * @property {Uint32Array} agentOf Of each post.
 * @property {Uint32Array[]} postsOf Of each agent, in order of time.
 * @property {Path[]} paths Given beside the posts; empty where an agent's posts are its path.
 * @property {(post: number) => { id: string, title: string, text: string }} wordsOf
 */
/** @typedef {{ agent: number, times: Float64Array, places: Float32Array }} Path */

/**
 * Unpacks the page's data.
 *
 * @param {string} packed Base64 of deflated bytes.
 * @returns {Promise<MapData>}
 */
export async function readData(packed) {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return layOut(await new Response(stream).arrayBuffer());
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {MapData}
 */
export function layOut(buffer) {
  const [n = 0, paths = 0, pathPosts = 0, nameBytes = 0] = new Uint32Array(buffer, 0, 4);
  let at = 16;
  /** @template Type @param {new (buffer: ArrayBuffer, at: number, length: number) => Type} Kind @param {number} length @param {number} size @returns {Type} */
  const take = (Kind, length, size) => {
    const taken = new Kind(buffer, at, length);
    at += length * size;
    return taken;
  };
  const times = take(Float64Array, n, 8);
  const pathTimes = take(Float64Array, pathPosts, 8);
  const places = take(Float32Array, 2 * n, 4);
  const pathPlaces = take(Float32Array, 2 * pathPosts, 4);
  const agentOf = take(Uint32Array, n, 4);
  const ends = take(Uint32Array, n, 4);
  const pathAgents = take(Uint32Array, paths, 4);
  const pathEnds = take(Uint32Array, paths, 4);
  const decoder = new TextDecoder();
  /** @type {string[]} */
  const agents = JSON.parse(decoder.decode(take(Uint8Array, nameBytes, 1)));
  const words = new Uint8Array(buffer, at);
  return {
    n,
    agents,
    times,
    places,
    agentOf,
    postsOf: groupPosts(agentOf, agents.length),
    paths: Array.from(pathAgents, (agent, i) => {
      const [start, end] = [pathEnds[i - 1] ?? 0, pathEnds[i] ?? 0];
      return { agent, times: pathTimes.subarray(start, end), places: pathPlaces.subarray(2 * start, 2 * end) };
    }),
    wordsOf: (post) => {
      const [id = "", title = "", text = ""] = decoder.decode(words.subarray(ends[post - 1] ?? 0, ends[post])).split(
        "\u0001",
      );
      return { id, title, text };
    },
  };
}

/**
 * @param {Uint32Array} agentOf
 * @param {number} agents
 */
function groupPosts(agentOf, agents) {
  const counts = new Uint32Array(agents);
  for (const agent of agentOf) counts[agent] = (counts[agent] ?? 0) + 1;
  const groups = Array.from(counts, (count) => new Uint32Array(count));
  const filled = new Uint32Array(agents);
  agentOf.forEach((agent, post) => {
    const place = filled[agent] ?? 0;
    const group = groups[agent];
    if (group !== undefined) group[place] = post;
    filled[agent] = place + 1;
  });
  return groups;
}

/**
 * The first place in ascending numbers that is not below `least`.
 *
 * @param {ArrayLike<number>} ascending
 * @param {number} least
 */
export function firstFrom(ascending, least) {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (ascending[middle]) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * All of 0 to n − 1 in an order without pattern, so that in a crowd no time hides the others.
 *
 * @param {number} n
 */
export function mixedOrder(n) {
  let step = Math.max(1, Math.round(n * 0.6180339887));
  while (commonDivisor(step, n) > 1) step++;
  return Uint32Array.from({ length: n }, (_, i) => i * step % n);
}

/** @param {number} a @param {number} b @returns {number} */
function commonDivisor(a, b) {
  return b === 0 ? a : commonDivisor(b, a % b);
}
