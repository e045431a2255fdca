/** Keeps a key out of what an endpoint echoes. */
export interface Secret {
  /** A value with the key taken out of every text in it, names of fields included. */
  hideIn<Value>(value: Value): Value;
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
    hideIn: (value) => isKey ? cleaned(value, hide) : value,
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

function cleaned<Value>(value: Value, hide: (text: string) => string): Value {
  if (typeof value === "string") return hide(value) as Value;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, hide)) as Value;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [hide(name), cleaned(part, hide)])) as Value;
}

/** The error stays what it is, with its status and headers, since retries are decided on them. */
function cleanError(error: unknown, hide: (text: string) => string): void {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth++) {
    const fields = each as unknown as Record<string, unknown>;
    for (const name of TOLD) {
      const value = fields[name];
      if (typeof value === "string") put(fields, name, hide(value));
      else if (value !== null && typeof value === "object") put(fields, name, cleanValue(value, hide));
    }
  }
}

function cleanValue(value: object, hide: (text: string) => string): unknown {
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
