export { pacer } from "../foundation/mod.ts";
