import config from "../../deno.json" with { type: "json" };

/** Version of this code, as ledgers and manifests name it. */
export const codeVersion: string = config.version;
