// @ts-check
import { mixedOrder } from "./data.js";

/** @typedef {import("./data.js").MapData} MapData */
/** @typedef {import("./view.js").View} View */
/**
 * @typedef {object} Scene
 * @property {View} view
 * @property {number} ratio Device pixels a px.
 * @property {number} from First post shown.
 * @property {number} to One behind the last.
 * @property {Uint8Array} slots Of each post: 0, or 1 + place of its agent among those picked.
 * @property {Uint32Array} picked Posts of picked agents, ascending.
 * @property {number} pickedFrom First of `picked` that is shown.
 * @property {number} pickedTo One behind the last.
 */
/** @typedef {{ kind: string, repick: (scene: Scene) => void, paint: (scene: Scene) => void }} Painter */

const VERTEX = `#version 300 es
in vec2 place;
in float moment;
in float slot;
uniform vec2 middle;
uniform vec2 stretch;
uniform float size;
uniform ivec2 shown;
uniform bool isDim;
uniform vec3 ramp[12];
uniform vec3 picks[6];
uniform vec3 dim;
out vec3 colour;
void main() {
  bool isShown = gl_VertexID >= shown.x && gl_VertexID < shown.y;
  gl_Position = isShown ? vec4((place - middle) * stretch, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = size;
  colour = slot > 0.5 ? picks[int(slot) - 1] : isDim ? dim : ramp[int(min(11.0, moment * 12.0))];
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec3 colour;
uniform float opacity;
out vec4 drawn;
void main() {
  vec2 from = gl_PointCoord * 2.0 - 1.0;
  float far = dot(from, from);
  if (far > 1.0) discard;
  float alpha = opacity * min(1.0, (1.0 - far) * 3.0);
  drawn = vec4(colour * alpha, alpha);
}`;

/**
 * Draws posts with WebGL2; null where there is none, or only one that the processor imitates:
 * drawing pixel by pixel is several times faster then.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {MapData} data
 * @param {{ moments: Float32Array, ramp: number[], picks: number[], dim: number[], isImitationFine: boolean }} look Colours as shares, three a colour.
 * @returns {Painter | null}
 */
export function webglPainter(canvas, data, { moments, ramp, picks, dim, isImitationFine }) {
  const gl = canvas.getContext("webgl2", {
    antialias: false,
    premultipliedAlpha: true,
  });
  const program = gl === null || (!isImitationFine && isImitated(gl)) ? null : programOf(gl);
  if (gl === null || program === null) return null;
  gl.useProgram(program);
  const uniform = (/** @type {string} */ name) => gl.getUniformLocation(program, name);
  const names = {
    middle: uniform("middle"),
    stretch: uniform("stretch"),
    size: uniform("size"),
    shown: uniform("shown"),
    isDim: uniform("isDim"),
    opacity: uniform("opacity"),
  };
  gl.uniform3fv(uniform("ramp"), ramp);
  gl.uniform3fv(uniform("picks"), picks);
  gl.uniform3fv(uniform("dim"), dim);
  attribute(gl, program, { name: "place", values: data.places, size: 2 });
  attribute(gl, program, { name: "moment", values: moments, size: 1 });
  const slotBuffer = attribute(gl, program, { name: "slot", values: new Uint8Array(data.n), size: 1 });
  const [mixed, ofPicked] = [gl.createBuffer(), gl.createBuffer()];
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, mixed);
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mixedOrder(data.n), gl.STATIC_DRAW);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return {
    kind: "WebGL",
    repick: ({ slots, picked }) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, slotBuffer);
      gl.bufferData(gl.ARRAY_BUFFER, slots, gl.DYNAMIC_DRAW);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, ofPicked);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, picked, gl.DYNAMIC_DRAW);
    },
    paint: ({ view, ratio, from, to, picked, pickedFrom, pickedTo }) => {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(1, 1, 1, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(names.middle, view.x, view.y);
      gl.uniform2f(names.stretch, 2 * view.scale / view.width, 2 * view.scale / view.height);
      gl.uniform1i(names.isDim, picked.length > 0 ? 1 : 0);
      gl.uniform1f(names.size, dotSize(view, to - from) * ratio);
      gl.uniform1f(names.opacity, picked.length > 0 ? 0.55 : 0.8);
      gl.uniform2i(names.shown, from, to);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, mixed);
      gl.drawElements(gl.POINTS, data.n, gl.UNSIGNED_INT, 0);
      if (pickedTo <= pickedFrom) return;
      gl.uniform1f(names.size, (dotSize(view, to - from) + 3) * ratio);
      gl.uniform1f(names.opacity, 0.95);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, ofPicked);
      gl.drawElements(gl.POINTS, pickedTo - pickedFrom, gl.UNSIGNED_INT, 4 * pickedFrom);
    },
  };
}

/** Whether the processor does what a graphics processor should. @param {WebGL2RenderingContext} gl */
function isImitated(gl) {
  const named = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(gl.getParameter(named === null ? gl.RENDERER : named.UNMASKED_RENDERER_WEBGL));
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

/** Px across a dot: fewer posts and a closer look give larger ones. @param {View} view @param {number} shown */
export function dotSize({ scale, width, height }, shown) {
  const close = Math.min(3, Math.sqrt(2 * scale / Math.min(width, height)));
  return Math.max(2.5, Math.min(10, (shown > 20_000 ? 2.5 : shown > 2000 ? 3.5 : 5) * close));
}

/**
 * @param {WebGL2RenderingContext} gl
 * @param {WebGLProgram} program
 * @param {{ name: string, values: Float32Array | Uint8Array, size: number }} attribute
 */
function attribute(gl, program, { name, values, size }) {
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  const place = gl.getAttribLocation(program, name);
  gl.enableVertexAttribArray(place);
  gl.vertexAttribPointer(place, size, values instanceof Uint8Array ? gl.UNSIGNED_BYTE : gl.FLOAT, false, 0, 0);
  return buffer;
}

/** @param {WebGL2RenderingContext} gl */
function programOf(gl) {
  const program = gl.createProgram();
  const parts = /** @type {const} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]);
  for (const [kind, source] of parts) {
    const shader = gl.createShader(kind);
    if (shader === null) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
}
