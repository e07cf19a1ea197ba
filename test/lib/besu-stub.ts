import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RpcAnswer, RpcRequest } from "./rpc-proxy.ts";

const FIXTURES = "test/fixtures/besu-26.8.0";

/** Answers a method, or leaves it to the recorded answer by returning nothing. */
export type StubMethod = (params: unknown[]) => RpcAnswer | undefined;

/** How a stub differs from the recorded Besu. */
export interface StubOptions {
  /** Answers by method. */
  readonly methods?: Readonly<Record<string, StubMethod>>;
  /** Lists that `perm_*` keep; left out, the node runs without that list. */
  readonly nodes?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
  /** Entries of the node list that are static nodes. */
  readonly fixed?: readonly string[];
  /** HTTP status of `/readiness`; 200 unless given. */
  readonly readiness?: () => number;
  /** Milliseconds since 1970 in the Date header of `/metrics`; none unless given. */
  readonly clock?: () => number;
  /** Milliseconds before each answer. */
  readonly delayMs?: number;
  /** Holds every answer back until so many requests are there. */
  readonly holdUntil?: number;
  /** HTTP status of every JSON-RPC answer; 200 unless given. */
  readonly status?: number;
}

/** A server that answers like Besu 26.8.0. */
export interface BesuStub {
  readonly url: string;
  readonly port: number;
  /** Every request that it got, in order. */
  readonly requests: readonly RpcRequest[];
  /** The lists as they stand; nothing where the node runs without. */
  readonly lists: PermissionLists;
  close(): Promise<void>;
}

/** The lists of a node as they stand; nothing where it runs without. */
export interface PermissionLists {
  nodes: string[] | undefined;
  accounts: string[] | undefined;
}

interface Fixture {
  readonly request: { method: string; params?: unknown[] };
  readonly response: RpcAnswer;
}

/**
 * Starts a stub that answers a request as recorded: the one with the same parameters, else the one that is named like the
 * method. A method that was never recorded is one that Besu does not know.
 *
 * @param port Free one unless given; a given one lets a node return at its old place.
 */
export async function besuStub(options: StubOptions = {}, port = 0): Promise<BesuStub> {
  const recorded = await fixtures();
  const requests: RpcRequest[] = [];
  const lists = { nodes: copied(options.nodes), accounts: copied(options.accounts) };
  const kept = permissionMethods(lists, options.fixed ?? []);
  const answer = (request: RpcRequest): object => {
    requests.push(request);
    const { method, params } = request;
    return {
      jsonrpc: "2.0",
      id: request.id,
      ...(options.methods?.[method]?.(params) ??
        kept[method]?.(params) ??
        recordedAnswer(recorded, method, params)),
    };
  };
  const held: (() => void)[] = [];
  const hold = (count: number): Promise<void> =>
    new Promise((resolve) => {
      held.push(resolve);
      if (held.length >= count) for (const release of held) release();
    });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (options.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
    response.sendDate = false;
    if (request.method !== "POST") {
      page(request.url ?? "", response, options);
      return;
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    const asked = JSON.parse(body) as RpcRequest | RpcRequest[];
    if (options.holdUntil !== undefined) await hold(options.holdUntil);
    response.writeHead(options.status ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(Array.isArray(asked) ? asked.map(answer) : answer(asked)));
  };
  const server = createServer((request, response) => {
    // A client that gives up in the middle of its request is no fault of the server.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    requests,
    lists,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A recorded answer by the name of its file. */
export async function recordedAnswerOf(name: string): Promise<RpcAnswer> {
  return (JSON.parse(await readFile(`${FIXTURES}/${name}.json`, "utf8")) as Fixture).response;
}

let read: Promise<Map<string, Fixture>> | undefined;

function fixtures(): Promise<Map<string, Fixture>> {
  read ??= readdir(FIXTURES).then(async (files) => {
    const texts = files.map(async (file) => {
      const fixture = JSON.parse(await readFile(`${FIXTURES}/${file}`, "utf8")) as Fixture;
      return [file.replace(/\.json$/, ""), fixture] as const;
    });
    return new Map(await Promise.all(texts));
  });
  return read;
}

function recordedAnswer(
  recorded: ReadonlyMap<string, Fixture>,
  method: string,
  params: unknown[],
): RpcAnswer {
  const asked = JSON.stringify(params);
  const exact = [...recorded.values()].find(
    ({ request }) => request.method === method && JSON.stringify(request.params) === asked,
  );
  const fixture = exact ?? recorded.get(method);
  if (fixture === undefined) return { error: { code: -32601, message: "Method not found" } };
  const { result, error } = fixture.response as {
    result?: unknown;
    error?: { code: number; message: string };
  };
  return error === undefined ? { result } : { error };
}

function page(path: string, response: ServerResponse, { readiness, clock }: StubOptions): void {
  const status = path.startsWith("/readiness")
    ? (readiness?.() ?? 200)
    : path.startsWith("/metrics")
      ? 200
      : 404;
  const date = clock === undefined ? {} : { date: new Date(clock()).toUTCString() };
  response.writeHead(status, path.startsWith("/metrics") ? date : {});
  response.end(path.startsWith("/readiness") ? `{\n  "status" : "${status === 200 ? "UP" : "DOWN"}"\n}` : "");
}

/** `perm_*` as Besu does it on these lists: a request is done whole or refused whole. */
export function permissionMethods(
  lists: PermissionLists,
  fixed: readonly string[],
): Record<string, StubMethod> {
  const change = (
    list: "nodes" | "accounts",
    alter: (held: string[], entries: string[]) => RpcAnswer | string[],
  ) => {
    const word = list === "nodes" ? "Node" : "Account";
    return ([entries]: unknown[]): RpcAnswer => {
      const held = lists[list];
      if (held === undefined) return refusal(`${word} allowlist has not been enabled`);
      const outcome = alter(held, entries as string[]);
      if (!Array.isArray(outcome)) return outcome;
      lists[list] = outcome;
      return { result: "Success" };
    };
  };
  const get = (list: "nodes" | "accounts", word: string) => (): RpcAnswer => {
    const held = lists[list];
    return held === undefined ? refusal(`${word} allowlist has not been enabled`) : { result: held };
  };
  return {
    perm_getNodesAllowlist: get("nodes", "Node"),
    perm_getAccountsAllowlist: get("accounts", "Account"),
    perm_addNodesToAllowlist: change("nodes", (held, entries) =>
      entries.some((entry) => held.includes(entry))
        ? refusal("Cannot add an existing node to allowlist")
        : [...held, ...entries],
    ),
    perm_addAccountsToAllowlist: change("accounts", (held, entries) =>
      entries.some((entry) => held.includes(entry.toLowerCase()))
        ? refusal("Cannot add an existing account to allowlist")
        : [...held, ...entries.map((entry) => entry.toLowerCase())],
    ),
    perm_removeNodesFromAllowlist: change("nodes", (held, entries) => {
      if (entries.some((entry) => fixed.includes(entry)))
        return refusal("Cannot remove a fixed node (bootnode or static node) from allowlist");
      if (entries.some((entry) => !held.includes(entry)))
        return refusal("Cannot remove an absent node from allowlist");
      return held.filter((entry) => !entries.includes(entry));
    }),
    perm_removeAccountsFromAllowlist: change("accounts", (held, entries) => {
      const gone = entries.map((entry) => entry.toLowerCase());
      if (gone.some((entry) => !held.includes(entry)))
        return refusal("Cannot remove an absent account from allowlist");
      return held.filter((entry) => !gone.includes(entry));
    }),
  };
}

function refusal(message: string): RpcAnswer {
  return { error: { code: -32000, message } };
}

function copied(list: readonly string[] | undefined): string[] | undefined {
  return list === undefined ? undefined : [...list];
}
