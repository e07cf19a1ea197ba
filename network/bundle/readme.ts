import type { Reach } from "./node-plans.ts";
import { BUNDLE, headAgeLimit, type NetworkPlan, ownNodes, quorumOf } from "./plan.ts";

/** The text of the bundle's README.md: this very network, and how to run it. */
export function formatReadme(plan: NetworkPlan, reach: Reach): string {
  return `${[
    heading(plan, reach),
    nodeTable(plan),
    contents(reach),
    start(plan, reach),
    firstCommands(plan),
    secrets(plan, reach),
  ].join("\n\n")}\n`;
}

function heading(plan: NetworkPlan, reach: Reach): string {
  const members = [...new Set(ownNodes(plan).map(({ member }) => member))];
  const title =
    reach === "hosts"
      ? `Nodes of ${members.join(", ")} on chain ${plan.chainId}`
      : `Network of chain ${plan.chainId}`;
  const validators = plan.nodes.filter(({ seat }) => seat === "validator").length;
  const tolerated = Math.floor((validators - 1) / 3);
  return `# ${title}

QBFT with ${validators} ${validators === 1 ? "validator" : "validators"}: ${quorumOf(validators)} must be up for a block, ${tolerated} may fail. A block every ${plan.blockPeriodSeconds} s, final at once. No fees.

    sha256 of config/genesis.json  ${plan.genesisDigest.slice(2)}

Every member compares this digest before the first start (\`sha256sum config/genesis.json\`): a node with another genesis cannot join.`;
}

function nodeTable({ nodes }: NetworkPlan): string {
  const rows = nodes.map(({ name, seat, address, endpoint, rpcUrl = "", metricsUrl = "" }) => {
    return `| ${name} | ${seat} | ${address} | ${endpoint} | ${rpcUrl} | ${metricsUrl} |`;
  });
  return [
    "| node | seat | address | peers reach it at | JSON-RPC | metrics |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function contents(reach: Reach): string {
  return `## What is here

| file | what |
|---|---|
| \`network.json\` | the plan that tasks read; everything else follows from it and from \`alliance.yaml\` |
| \`config/\` | the same on every node: genesis, peers, permission lists, Besu's options |
| \`nodes/<name>/key\` | secret keys of own nodes |
| \`compose.yaml\` | own nodes, Prometheus and Grafana in containers |
| \`prometheus/\`, \`grafana/\` | what is asked, warned of and drawn |
| \`proxy/\` | an example of TLS in front of JSON-RPC |
${reach === "hosts" ? "| `kustomization.yaml`, `kubernetes/` | own nodes as StatefulSets |\n" : ""}
A change of a file in \`config/\` must reach all nodes of all members. Besu keeps its own copy of the permission lists beside its data,
made at the first start; later changes go there through \`npx hardhat network sync-permissions\`. The list of nodes compares addresses
and ports, not keys: it is no proof of who a peer is. Let a firewall admit the endpoints above and nothing else. The list of
accounts holds only if every validator has it.`;
}

function start(plan: NetworkPlan, reach: Reach): string {
  const containers = `    echo GRAFANA_PASSWORD=<a password of yours> > .env && chmod 600 .env
    docker compose up -d${reach === "hosts" ? " <nodes of this machine> prometheus grafana" : ""}
    docker compose ps                   # each node "healthy" once a block is younger than ${headAgeLimit(plan)} s`;
  if (reach === "loopback") {
    return `## Start

With Besu installed (\`besu\` on the PATH, or BESU_HOME), in the project's folder, with the path of this one for \`bundle\`:

    npx hardhat network start bundle --engine besu
    npx hardhat network stop bundle

In containers, on Linux (they use the machine's own network), in this folder:

${containers}`;
  }
  const bridged = `Each container has the address of its endpoint, in a network within this machine. On Linux they are reached at these addresses;
elsewhere by the published ports (\`docker compose ps\`). Validators publish none.`;
  const hosts = `Containers use the machine's own network (Linux). A node listens for peers on its endpoint's port, which the firewall must let in;
JSON-RPC and metrics on 127.0.0.1 only. From another machine: \`ssh -L <port>:127.0.0.1:<port> <machine>\`, then the URLs above hold.

On Kubernetes, with each machine labelled after the node that has its address:

    kubectl label node <machine> guildhall-node=${ownNodes(plan)[0]?.name}
    kubectl apply -k .

There is no chart: those that are published were made for versions of Besu that are long past, and set options that it no longer has.
JSON-RPC is reached by \`kubectl port-forward pod/${ownNodes(plan)[0]?.name}-0 ${new URL(ownNodes(plan)[0]?.rpcUrl ?? "").port}\`.`;
  return `## Start

In this folder:

${containers}

${reach === "bridge" ? bridged : hosts}

Grafana is on http://127.0.0.1:3000 (user admin), Prometheus with its alerts on http://127.0.0.1:9090/alerts; nobody is notified until
an Alertmanager or a contact point in Grafana is set up. A node takes about 3 GB of memory; BESU_JAVA_OPTS changes its heap (-Xmx2g).`;
}

function firstCommands(plan: NetworkPlan): string {
  const [first] = ownNodes(plan);
  const serving = ownNodes(plan).find(({ seat }) => seat !== "validator") ?? first;
  return `## First commands

In the project's folder, with the path of this one for \`bundle\`:

    npx hardhat network validate bundle          # the files agree with each other
    npx hardhat network status bundle            # height, peers, age of the newest block, per node
    npx hardhat network doctor bundle            # what is wrong, and the cure
    GUILDHALL_RPC_URL=${serving?.rpcUrl} npx hardhat consortium show --network remote`;
}

function secrets(plan: NetworkPlan, reach: Reach): string {
  const keys = ownNodes(plan).map(({ name }) => `\`${BUNDLE.keyOf(name)}\``);
  return `## What is secret

${keys.join(", ")}: whoever has a key is that node, and with a validator's key signs blocks in its name. They are
plain, since Besu reads no other: mode 0600, on an encrypted disk, with a copy kept elsewhere. \`.env\` holds Grafana's password.
Git ignores both.${reach === "hosts" ? " Kubernetes gets the keys as Secrets." : ""} All else may be read by anyone in the alliance.`;
}
