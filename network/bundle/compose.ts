import { Document, isMap } from "yaml";
import { asEnvironment, BESU_IMAGE } from "./besu-options.ts";
import { INSIDE, optionsInside, SCRIPTS } from "./containers.ts";
import { GRAFANA, PROMETHEUS } from "./monitoring.ts";
import type { Reach } from "./node-plans.ts";
import { BUNDLE, hostOf, type NetworkPlan, type NodePlan, ownNodes } from "./plan.ts";
import { subnetOf } from "./subnet.ts";

/** First port of 127.0.0.1 at which the JSON-RPC of a container's node is published. */
const FIRST_PUBLISHED_PORT = 8_545;

/** What all nodes have in common; each joins it by `<<: *besu`. */
const BESU_SERVICE = {
  image: BESU_IMAGE,
  entrypoint: ["bash", `${INSIDE.config}/${SCRIPTS.start}`],
  restart: "unless-stopped",
  // A node caught in a deadlock ignores the request to stop; it is killed then, which costs no block.
  stop_grace_period: "60s",
  tmpfs: [INSIDE.memory],
  healthcheck: {
    test: ["CMD", "bash", `${INSIDE.config}/${SCRIPTS.headAge}`],
    interval: "15s",
    timeout: "5s",
    retries: 3,
    start_period: "120s",
  },
  logging: { driver: "json-file", options: { "max-size": "50m", "max-file": "5" } },
};

/**
 * The text of compose.yaml: own nodes, Prometheus and Grafana.
 *
 * @throws BundleError when the nodes of a network within one machine have no common subnet.
 */
export function formatCompose(plan: NetworkPlan, reach: Reach): string {
  const nodes = ownNodes(plan);
  const services = Object.fromEntries(nodes.map((node) => [node.name, service(node, reach)]));
  const volumes = Object.fromEntries(nodes.map(({ name }) => [name, {}]));
  const network = reach === "bridge" ? bridge(plan) : hostNetwork();
  for (const node of nodes) Object.assign(services[node.name] ?? {}, network.ofNode(node));
  const document = new Document({
    name: `guildhall-${plan.chainId}`,
    "x-besu": BESU_SERVICE,
    services: {
      ...services,
      prometheus: { ...PROMETHEUS.service(reach), ...network.ofMonitor(0, 9090) },
      grafana: { ...GRAFANA.service(reach), ...network.ofMonitor(1, 3000) },
    },
    ...network.definition,
    volumes: { ...volumes, prometheus: {}, grafana: {} },
  });
  shareBesu(
    document,
    nodes.map(({ name }) => name),
  );
  document.commentBefore = ` Own nodes of chain ${plan.chainId}, Prometheus and Grafana. See README.md.`;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function service(node: NodePlan, reach: Reach) {
  const key = `./${BUNDLE.keyOf(node.name)}`;
  return {
    environment: {
      JAVA_OPTS: `\${BESU_JAVA_OPTS:--Xmx2g}`,
      ...asEnvironment(optionsInside(node, reach, `${INSIDE.memory}/key`)),
    },
    volumes: [
      mount("./config", INSIDE.config),
      mount(key, INSIDE.key),
      { type: "volume", source: node.name, target: INSIDE.data },
    ],
  };
}

/** A file or folder of the bundle, read only. It must be there: Docker would put an empty folder in its place. */
function mount(source: string, target: string) {
  return { type: "bind", source, target, read_only: true, bind: { create_host_path: false } };
}

/** Nodes have the addresses of their endpoints in a network within this machine; validators publish no port. */
function bridge(plan: NetworkPlan) {
  const { cidr, free } = subnetOf(plan.nodes);
  const serving = plan.nodes.filter(({ seat }) => seat !== "validator");
  const at = (address: string | undefined) => ({ networks: { besu: { ipv4_address: address } } });
  return {
    definition: { networks: { besu: { ipam: { config: [{ subnet: cidr }] } } } },
    ofNode: (node: NodePlan) => ({
      ...at(hostOf(node.endpoint)),
      ...(node.seat === "validator" ? {} : publish(FIRST_PUBLISHED_PORT + serving.indexOf(node), 8_545)),
    }),
    ofMonitor: (index: number, port: number) => ({ ...at(free[index]), ...publish(port, port) }),
  };
}

/** Nodes use the machine's own network; JSON-RPC, metrics and monitoring listen on 127.0.0.1 only. */
function hostNetwork() {
  const shared = () => ({ network_mode: "host" });
  return { definition: {}, ofNode: shared, ofMonitor: shared };
}

function publish(outside: number, inside: number) {
  return { ports: [`127.0.0.1:${outside}:${inside}`] };
}

function shareBesu(document: Document, services: readonly string[]): void {
  const shared = document.get("x-besu", true);
  if (!isMap(shared)) return;
  const alias = document.createAlias(shared, "besu");
  for (const name of services) {
    const service = document.getIn(["services", name], true);
    if (isMap(service)) service.items.unshift(document.createPair("<<", alias));
  }
}
