import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A JSON-RPC answer: `{result}` or `{error}`. */
export type Answer = { result: unknown } | { error: { code: number; message: string; data?: unknown } };

/** How a node that is not there answers. */
export type Answers = Readonly<Record<string, Answer | ((params: unknown[]) => Answer)>>;

/** A node that answers as told. */
export interface StubNode {
  readonly url: string;
  /** Every request it got, in order. */
  readonly requests: { method: string; params: unknown[] }[];
  close(): Promise<void>;
}

interface Request {
  id: number;
  method: string;
  params: unknown[];
}

/** Starts a node on a free port of this machine; what it is not told to answer is an unknown method. */
export async function stubNode(answers: Answers, status = 200): Promise<StubNode> {
  const requests: StubNode["requests"] = [];
  const answer = ({ id, method, params }: Request): object => {
    requests.push({ method, params });
    const told = answers[method] ?? { error: { code: -32601, message: "Method not found" } };
    return { ...(typeof told === "function" ? told(params) : told), jsonrpc: "2.0", id };
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const parsed = JSON.parse(body) as Request | Request[];
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(Array.isArray(parsed) ? parsed.map(answer) : answer(parsed)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
