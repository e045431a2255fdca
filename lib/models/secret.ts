/** Keeps a key out of what an endpoint echoes. */
export interface Secret {
  /** A text with the key taken out. */
  hide(text: string): string;
  /** Runs a call; what it throws no longer holds the key, in its message, its stack, its body or its causes. */
  guard<Result>(call: () => Promise<Result>): Promise<Result>;
}

/** Fields of a client's error that can hold what the server sent. */
const TOLD = ["message", "stack", "error", "param"] as const;

/** @param key `undefined` or empty: there is nothing to hide. */
export function keepSecret(key: string | undefined): Secret {
  const isKey = key !== undefined && key !== "";
  const hide = (text: string) => isKey ? text.replaceAll(key, "[key]") : text;
  return {
    hide,
    guard: async (call) => {
      try {
        return await call();
      } catch (error) {
        if (isKey) cleanError(error, hide);
        throw error;
      }
    },
  };
}

/** The error stays what it is, with its status and headers, since retries are decided on them. */
function cleanError(error: unknown, hide: Secret["hide"]): void {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth++) {
    const fields = each as unknown as Record<string, unknown>;
    for (const name of TOLD) {
      const value = fields[name];
      if (typeof value === "string") put(fields, name, hide(value));
      else if (value !== null && typeof value === "object") put(fields, name, cleanValue(value, hide));
    }
  }
}

function cleanValue(value: object, hide: Secret["hide"]): unknown {
  try {
    return JSON.parse(hide(JSON.stringify(value)));
  } catch {
    return null; // nothing that can be checked is nothing that can be kept
  }
}

function put(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (fields[name] === value) return;
  Object.defineProperty(fields, name, { value, writable: true, configurable: true, enumerable: name !== "stack" });
}
