import { BUNDLE, hostOf, type NodePlan, ownNodes } from "../bundle/plan.ts";
import type { BundleParts } from "./bundle.ts";
import type { Check } from "./check.ts";
import type { Finding } from "./finding.ts";
import { profileBesideLayered, SHARED } from "./options.ts";
import { isRecord, type SourceFile } from "./source-file.ts";

/** What must hold of the containers that the nodes run in. */
export const composeChecks: Check<SourceFile>[] = [
  everyOwnNodeHasAService,
  everyNodeRunsTheSameVersion,
  noValidatorPublishesAPort,
  everyNodeHasItsOwnAddress,
  everyNodeIsWhereThePlanSays,
  everyNodeHasItsOwnKey,
  nothingIsSharedThatANodeWrites,
  sharedOptionsAreNotOverridden,
];

/** Options that name what only one node may use. */
const OWN_PLACES = {
  "data-path":
    "The second node fails on the lock of the first; without a lock both would spoil the chain data.",
  "permissions-nodes-config-file":
    "Each rewrites it: what one node is told takes effect on others, or is lost.",
  "permissions-accounts-config-file":
    "Each rewrites it: what one node is told takes effect on others, or is lost.",
} as const;

interface Service {
  name: string;
  path: (string | number)[];
  image: string;
  node: NodePlan | undefined;
  /** By name without dashes, from the environment and from the command line, which ranks above it. */
  options: Map<string, string>;
}

function besuServices(compose: SourceFile, { plan }: BundleParts): Service[] {
  return compose.keys("services").flatMap((name) => {
    const path = ["services", name];
    const image = String(compose.get(...path, "image") ?? "");
    if (!/(^|\/)besu(:|@|$)/.test(image)) return [];
    const options = optionsOf(compose.get(...path, "environment"), compose.get(...path, "command"));
    const nodes = plan?.nodes ?? [];
    const node =
      nodes.find((each) => each.name === name) ??
      nodes.find(({ endpoint }) => hostOf(endpoint) === options.get("p2p-host"));
    return [{ name, path, image, node, options }];
  });
}

function optionsOf(environment: unknown, command: unknown): Map<string, string> {
  const variables = Array.isArray(environment)
    ? environment.map((line) => split(String(line)))
    : Object.entries(isRecord(environment) ? environment : {});
  const words = Array.isArray(command) ? command.map(String) : String(command ?? "").split(/\s+/);
  return new Map([
    ...variables
      .filter(([name]) => name.startsWith("BESU_"))
      .map(([name, value]): [string, string] => [
        name.slice("BESU_".length).toLowerCase().replaceAll("_", "-"),
        String(value),
      ]),
    ...words.filter((word) => word.startsWith("--")).map((word) => split(word.slice(2))),
  ]);
}

function split(text: string): [name: string, value: string] {
  const [name = "", ...value] = text.split("=");
  return [name, value.join("=")];
}

function* everyOwnNodeHasAService(compose: SourceFile, bundle: BundleParts): Iterable<Finding> {
  const services = besuServices(compose, bundle);
  for (const own of bundle.plan === undefined ? [] : ownNodes(bundle.plan)) {
    if (services.some(({ node }) => node === own)) continue;
    yield compose.finding(["services"], {
      fault: `No service runs ${own.name}.`,
      consequence: "It never starts, and counts as lost where it has a seat.",
      cure: `Add the service ${own.name}; \`network init\` writes it.`,
    });
  }
}

function* everyNodeRunsTheSameVersion(compose: SourceFile, bundle: BundleParts): Iterable<Finding> {
  const [first, ...rest] = besuServices(compose, bundle);
  for (const { name, path, image } of rest) {
    if (first === undefined || image === first.image) continue;
    yield compose.finding([...path, "image"], {
      fault: `${name} runs ${image}; ${first.name} runs ${first.image}.`,
      consequence:
        "Validators of different versions may not understand each other's messages, or judge a block differently.",
      cure: "Name one image for all; for an upgrade change them one after the other and end with all alike.",
    });
  }
}

function* noValidatorPublishesAPort(compose: SourceFile, bundle: BundleParts): Iterable<Finding> {
  for (const { name, path, node } of besuServices(compose, bundle)) {
    if (node?.seat !== "validator" || compose.items(...path, "ports").length === 0) continue;
    yield compose.finding([...path, "ports"], {
      fault: `${name} is a validator and publishes ports: ${compose.items(...path, "ports").join(", ")}.`,
      consequence:
        "Whoever reaches this machine can flood a validator with calls, or change it through ADMIN and PERM.",
      cure: "Delete ports; publish those of an RPC node.",
    });
  }
}

function* everyNodeHasItsOwnAddress(compose: SourceFile): Iterable<Finding> {
  const seen = new Map<string, string>();
  for (const name of compose.keys("services")) {
    for (const network of compose.keys("services", name, "networks")) {
      const path = ["services", name, "networks", network, "ipv4_address"];
      const address = compose.get(...path);
      if (typeof address !== "string") continue;
      const place = `${network} ${address}`;
      const first = seen.get(place);
      if (first !== undefined) {
        yield compose.finding(path, {
          fault: `${name} and ${first} both have the address ${address}.`,
          consequence: "The second container does not start.",
          cure: `Give ${name} an address of its own.`,
        });
      }
      seen.set(place, first ?? name);
    }
  }
}

function* everyNodeIsWhereThePlanSays(compose: SourceFile, bundle: BundleParts): Iterable<Finding> {
  for (const { name, path, node, options } of besuServices(compose, bundle)) {
    if (node === undefined) {
      yield compose.finding(path, {
        fault: `${name} is no node of ${BUNDLE.plan}.`,
        consequence: "No list names it: its peers refuse it.",
        cure: "Enter it with `network add-node`, or delete the service.",
      });
      continue;
    }
    const expected = hostOf(node.endpoint);
    const networks = compose.keys(...path, "networks");
    const addresses = networks.map((network) => compose.get(...path, "networks", network, "ipv4_address"));
    for (const address of [options.get("p2p-host"), ...addresses]) {
      if (address === undefined || address === expected) continue;
      yield compose.finding(path, {
        fault: `${name} is at ${String(address)}; its enode in ${BUNDLE.plan} says ${expected}.`,
        consequence: "Its peers look for it where it is not.",
        cure: `Give it the address ${expected}.`,
      });
    }
  }
}

function* everyNodeHasItsOwnKey(compose: SourceFile, bundle: BundleParts): Iterable<Finding> {
  for (const { name, path, node } of besuServices(compose, bundle)) {
    const sources = compose.items(...path, "volumes").map((volume) => mountOf(volume).source);
    for (const source of sources.filter((each) => /(^|\/)nodes\/[^/]+(\/key)?$/.test(each))) {
      if (node === undefined || source.replace(/\/key$/, "").endsWith(`/${node.name}`)) continue;
      yield compose.finding([...path, "volumes"], {
        fault: `${name} is given ${source}, the key of another node.`,
        consequence:
          "It runs under another address than its peers expect at its place, and may sign for two.",
        cure: `Give it ${BUNDLE.keyOf(node.name)}.`,
      });
    }
  }
}

function* nothingIsSharedThatANodeWrites(compose: SourceFile, bundle: BundleParts): Iterable<Finding> {
  const services = besuServices(compose, bundle);
  for (const [option, consequence] of Object.entries(OWN_PLACES)) {
    const seen = new Map<string, string>();
    for (const { name, path, options } of services) {
      const place = onHost(compose.items(...path, "volumes"), options.get(option));
      if (place === undefined) continue;
      const first = seen.get(place);
      if (first !== undefined) {
        yield compose.finding([...path, "volumes"], {
          fault: `${name} and ${first} share ${place} as ${option}.`,
          consequence,
          cure: `Give ${name} a place of its own.`,
        });
      }
      seen.set(place, first ?? name);
    }
  }
}

/** Where a path inside a container lies outside of it; undefined if on no volume. */
function onHost(volumes: readonly unknown[], inside: string | undefined): string | undefined {
  if (inside === undefined) return undefined;
  const [mount] = volumes
    .map(mountOf)
    .filter(({ target }) => inside === target || inside.startsWith(`${target}/`))
    .sort((a, b) => b.target.length - a.target.length);
  return mount === undefined ? undefined : mount.source + inside.slice(mount.target.length);
}

function mountOf(volume: unknown): { source: string; target: string } {
  const [source = "", target = ""] = isRecord(volume)
    ? [String(volume.source), String(volume.target)]
    : String(volume).split(":");
  return { source: source.replace(/\/$/, ""), target: target.replace(/\/$/, "") };
}

function* sharedOptionsAreNotOverridden(compose: SourceFile, bundle: BundleParts): Iterable<Finding> {
  for (const { name, path, options } of besuServices(compose, bundle)) {
    for (const [option, consequence] of Object.entries(SHARED)) {
      const own = options.get(option);
      const common = bundle.besu?.get(option);
      if (own === undefined || own.toLowerCase() === String(common).toLowerCase()) continue;
      yield compose.finding(path, {
        fault: `${name} has ${option}=${own}; ${BUNDLE.besu} has ${String(common ?? "nothing")} for all.`,
        consequence,
        cure: `Delete it here; what all nodes must have alike stands in ${BUNDLE.besu}.`,
      });
    }
    const profile = options.get("profile");
    const pool = options.get("tx-pool") ?? bundle.besu?.get("tx-pool") ?? "LAYERED";
    if (profile !== undefined && /^layered$/i.test(String(pool))) {
      yield compose.finding(path, profileBesideLayered(profile));
    }
  }
}
