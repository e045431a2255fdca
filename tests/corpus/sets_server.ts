/** A loopback file server that knows Range, If-Range and ETag, and can be told to misbehave. */

export interface Held {
  bytes: Uint8Array;
  etag: string | null;
}

export interface FileServer {
  origin: string;
  /** What is served, by path; a test may change it while it runs. */
  files: Map<string, Held>;
  /** Method, path and range of each request. */
  requests: string[];
  close: () => Promise<void>;
}

export type Misbehaviour = (request: Request, number: number) => Response | null;

export function serveFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  misbehave: Misbehaviour = () => null,
): FileServer {
  const held = new Map(Object.entries(files).map(([path, content]) => [path, hold(content)]));
  const requests: string[] = [];
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} },
    (request) => {
      const { pathname, search } = new URL(request.url);
      const range = request.headers.get("range");
      requests.push(`${decodeURIComponent(pathname)}${search}${range === null ? "" : ` ${range}`}`);
      return misbehave(request, requests.length) ?? answer(held.get(decodeURIComponent(pathname)), request);
    },
  );
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    files: held,
    requests,
    close: async () => {
      stop.abort();
      await server.finished;
    },
  };
}

let versions = 0;

export function hold(content: string | Uint8Array): Held {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { bytes, etag: `"v${++versions}"` };
}

function answer(file: Held | undefined, request: Request): Response {
  if (file === undefined) return new Response("not here", { status: 404 });
  const { bytes, etag } = file;
  const tag: Record<string, string> = etag === null ? {} : { etag };
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
  const isSame = request.headers.get("if-range") === etag;
  if (Number.isNaN(start) || !isSame) {
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { ...tag, "content-length": String(bytes.length) },
    });
  }
  if (start >= bytes.length) {
    return new Response(null, { status: 416, headers: { ...tag, "content-range": `bytes */${bytes.length}` } });
  }
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  return new Response(bytes.subarray(start) as Uint8Array<ArrayBuffer>, {
    status: 206,
    headers: { ...tag, "content-range": range },
  });
}

/** A whole answer that breaks off after so many bytes. */
export function cutAfter({ bytes, etag }: Held, length: number, start = 0): Response {
  let pulls = 0;
  const body = new ReadableStream({
    pull: async (controller) => {
      if (pulls++ === 0) return controller.enqueue(bytes.subarray(start, start + length));
      await new Promise((done) => setTimeout(done, 10));
      controller.error(new Error("cut"));
    },
  });
  const headers: Record<string, string> = {
    "content-length": String(bytes.length - start),
    ...(etag === null ? {} : { etag }),
  };
  if (start === 0) return new Response(body, { headers });
  return new Response(body, {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` },
  });
}

export const noSleep = (): Promise<void> => Promise.resolve();
