import { projectPath } from "../../foundation/mod.ts";
import type { EnsureSetupOptions, Installation } from "./shapes.ts";

/** Not yet: returns the paths, installs nothing. */
export function ensureSetup(_options: EnsureSetupOptions): Promise<Installation> {
  return Promise.resolve({
    python: projectPath(".venv", "bin", "python"),
    jupyter: projectPath(".venv", "bin", "jupyter"),
    denoExecutable: projectPath(".twoplane", "deno", "node_modules", "@deno", "linux-x64-glibc", "deno"),
    environment: {},
  });
}
