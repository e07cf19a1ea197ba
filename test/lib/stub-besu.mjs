// Behaves like Besu as far as `network start` and its siblings look at it. How each node behaves stands in stub.json of
// the bundle, by name: "deaf" ignores SIGTERM, "broken" ends at once, "stranger" has another key, "elsewhere" is on another
// chain, "stalled" seals nothing, "lonely" has no peers. Others are sound.
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, dirname, join } from "node:path";

const options = Object.fromEntries(
  process.argv.slice(2).map((argument) => {
    const [, name, value] = /^--([^=]+)=(.*)$/.exec(argument) ?? [];
    return [name, value];
  }),
);
const bundle = dirname(dirname(options["config-file"] ?? ""));
const name = basename(options["data-path"] ?? "");
const plan = readJson("network.json");
const behaviours = readJson("stub.json");
const node = plan.nodes.find((/** @type {{ name: string }} */ each) => each.name === name);

if (behaviours[name] === "broken") {
  console.error("Failed to start Besu: Specified node(s) not in nodes-allowlist");
  process.exit(1);
}
if (behaviours[name] === "deaf") process.on("SIGTERM", () => {});

mkdirSync(join(options["data-path"] ?? "", "database"), { recursive: true });
const blockPeriodMs = 20;

/** @type {Record<string, () => unknown>} */
const answers = {
  eth_chainId: () => hex(behaviours[name] === "elsewhere" ? 1 : plan.chainId),
  eth_blockNumber: () => hex(behaviours[name] === "stalled" ? 7 : Math.floor(Date.now() / blockPeriodMs)),
  eth_syncing: () => false,
  net_peerCount: () => hex(behaviours[name] === "lonely" ? 0 : plan.nodes.length - 1),
  admin_nodeInfo: () => ({
    id: behaviours[name] === "stranger" ? plan.nodes[0].publicKey.slice(2) : node.publicKey.slice(2),
  }),
};

createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { id, method } = JSON.parse(body);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ jsonrpc: "2.0", id, result: answers[method]?.() }));
}).listen(Number(options["rpc-http-port"]), options["rpc-http-host"]);

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(join(bundle, file), "utf8"));
}

/** @param {number} value */
function hex(value) {
  return `0x${value.toString(16)}`;
}
