import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse as parseToml } from "smol-toml";
import { type Alliance, parseAlliance, readAlliance } from "../../network/alliance.ts";
import { asArguments, asEnvironment, nodeOptions } from "../../network/bundle/besu-options.ts";
import { sha256 } from "../../network/bundle/files.ts";
import type { Bundle } from "../../network/bundle/make.ts";
import { BUNDLE, type NetworkPlan, type NodePlan, readPlan } from "../../network/bundle/plan.ts";
import { remarksOn } from "../../network/bundle/remarks.ts";
import { subnetOf } from "../../network/bundle/subnet.ts";
import { changeAlliance, trialNodes } from "../../network/bundle/trial.ts";
import { bundleFolder, filesIn, keyFrom, make, makeTrial, sampleGenesis, yamlOf } from "../lib/bundle.ts";

interface Service {
  image: string;
  ports?: string[];
  network_mode?: string;
  networks?: { besu: { ipv4_address: string } };
  environment: Record<string, string>;
  volumes: { source: string; target: string; read_only?: boolean }[];
  healthcheck: { test: string[] };
  stop_grace_period: string;
}

interface Compose {
  services: Record<string, Service>;
  networks?: { besu: { ipam: { config: { subnet: string }[] } } };
}

const COMMON_FILES = [
  ".gitignore",
  "README.md",
  "alliance.yaml",
  "compose.yaml",
  "config/besu.toml",
  "config/genesis.json",
  "config/head-age.sh",
  "config/permissions_config.toml",
  "config/start-besu.sh",
  "config/static-nodes.json",
  "grafana/dashboards/network.json",
  "grafana/provisioning/dashboards/guildhall.yml",
  "grafana/provisioning/datasources/prometheus.yml",
  "network.json",
  "prometheus/alerts.yml",
  "prometheus/prometheus.yml",
  "proxy/README.md",
  "proxy/nginx.conf",
];

const toml = async (folder: string, path: string) => parseToml(await readFile(join(folder, path), "utf8"));

describe("Bundle of a trial network", () => {
  const folders = new Map<number, string>();
  const bundles = new Map<number, Bundle>();

  before(async () => {
    for (const validators of [4, 7]) {
      const folder = await bundleFolder();
      folders.set(validators, folder);
      bundles.set(validators, await makeTrial(folder, validators));
    }
  });

  const folderOf = (validators: number) => folders.get(validators) ?? "";
  const planOf = (validators: number) => readPlan(folderOf(validators));

  for (const validators of [4, 7]) {
    describe(`of ${validators} validators`, () => {
      it("has every file, and a key for each node", async () => {
        const { nodes } = await planOf(validators);
        const keys = nodes.map(({ name }) => BUNDLE.keyOf(name));
        expect(Object.keys(await filesIn(folderOf(validators)))).to.have.members([...COMMON_FILES, ...keys]);
        for (const { name, publicKey } of nodes) expect(keyFrom(name).publicKey).to.equal(publicKey);
      });

      it("is founded by its own alliance.yaml, which is valid", async () => {
        const alliance = await readAlliance(join(folderOf(validators), BUNDLE.alliance));
        const { nodes } = await planOf(validators);
        expect(
          alliance.members.flatMap((member) => member.nodes.map(({ address }) => address)),
        ).to.deep.equal(nodes.map(({ address }) => address));
        expect(alliance.validatorSet.floor).to.equal(4);
        expect(alliance.members.map(({ name }) => name)).to.have.length(8);
        const again = await bundleFolder();
        await make({ folder: again, alliance: join(folderOf(validators), BUNDLE.alliance) });
        expect(await readFile(join(again, BUNDLE.plan), "utf8")).to.equal(
          await readFile(join(folderOf(validators), BUNDLE.plan), "utf8"),
        );
      });

      it("names a node by the same text everywhere", async () => {
        const { nodes } = await planOf(validators);
        const enodes = nodes.map(({ enode }) => enode);
        const permissions = await toml(folderOf(validators), BUNDLE.permissions);
        const files = await filesIn(folderOf(validators));
        expect(JSON.parse(files[BUNDLE.staticNodes] ?? "")).to.deep.equal(enodes);
        expect(permissions["nodes-allowlist"]).to.deep.equal(enodes);
        for (const [path, text] of Object.entries(files)) {
          for (const [enode] of text.matchAll(/enode:[^"'\s|]+/g)) expect(enodes, path).to.include(enode);
        }
      });

      it("carries the digest of its genesis file", async () => {
        const { genesisDigest } = await planOf(validators);
        const text = await readFile(join(folderOf(validators), BUNDLE.genesis), "utf8");
        expect(genesisDigest).to.equal(sha256(text));
        expect(await readFile(join(folderOf(validators), "README.md"), "utf8")).to.include(
          genesisDigest.slice(2),
        );
      });

      it("runs each node at its own address, and publishes JSON-RPC of none that validates", async () => {
        const { nodes } = await planOf(validators);
        const { services, networks } = await yamlOf<Compose>(folderOf(validators), "compose.yaml");
        expect(Object.keys(services)).to.deep.equal([
          ...nodes.map(({ name }) => name),
          "prometheus",
          "grafana",
        ]);
        expect(networks?.besu.ipam.config).to.deep.equal([{ subnet: "172.28.0.0/24" }]);
        for (const { name, seat, endpoint } of nodes) {
          const service = services[name];
          expect(`${service?.networks?.besu.ipv4_address}:30303`).to.equal(endpoint);
          expect(service?.environment).to.include({
            BESU_P2P_HOST: endpoint.split(":")[0],
            BESU_P2P_PORT: "30303",
          });
          expect(service?.ports).to.deep.equal(seat === "validator" ? undefined : ["127.0.0.1:8545:8545"]);
        }
        const addresses = Object.values(services).map((service) => service.networks?.besu.ipv4_address);
        expect(new Set(addresses).size).to.equal(nodes.length + 2);
      });
    });
  }

  it("gives the seats to the members in turn, validators first", async () => {
    const { nodes } = await planOf(7);
    expect(nodes.filter(({ seat }) => seat === "validator").map(({ name }) => name)).to.deep.equal(
      [
        "nordgrid",
        "aurum-bank",
        "jade-bank",
        "orion-motors",
        "delta-castings",
        "kappa-fasteners",
        "meridian-logistics",
      ].map((alias) => `${alias}-1`),
    );
    expect(nodes.at(-1)).to.include({
      name: "clearview-audit-1",
      seat: "rescue",
      endpoint: "172.28.0.18:30303",
    });
  });

  it("is the same, byte for byte, when it is made again", async () => {
    const before = await filesIn(folderOf(4));
    const { written } = await makeTrial(folderOf(4), 4);
    expect(written).to.deep.equal([]);
    expect(await filesIn(folderOf(4))).to.deep.equal(before);
  });

  it("keeps keys from everyone but their owner", async () => {
    const modes = await Promise.all(
      ["nodes/nordgrid-1", "nodes/nordgrid-1/key", "config/genesis.json"].map((path) =>
        stat(join(folderOf(4), path)),
      ),
    );
    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).to.deep.equal(["700", "600", "644"]);
  });

  it("mounts what a node may not change read only, and its key from a file that must be there", async () => {
    const { services } = await yamlOf<Compose>(folderOf(4), "compose.yaml");
    expect(services["nordgrid-1"]).to.include({ image: "hyperledger/besu:26.8.0", stop_grace_period: "60s" });
    const bind = { create_host_path: false };
    expect(services["nordgrid-1"]?.volumes).to.deep.equal([
      { type: "bind", source: "./config", target: "/config", read_only: true, bind },
      { type: "bind", source: "./nodes/nordgrid-1/key", target: "/key", read_only: true, bind },
      { type: "volume", source: "nordgrid-1", target: "/var/lib/besu" },
    ]);
  });

  it("lets Grafana start with no password that anybody knows", async () => {
    const { services } = await yamlOf<Compose>(folderOf(4), "compose.yaml");
    expect(services.grafana?.environment.GF_SECURITY_ADMIN_PASSWORD).to.match(
      /^\$\{GRAFANA_PASSWORD:\?.+\}$/,
    );
  });

  it("asks for no fee anywhere", async () => {
    const genesis = JSON.parse(await readFile(join(folderOf(4), BUNDLE.genesis), "utf8"));
    const besu = await toml(folderOf(4), BUNDLE.besu);
    expect([genesis.config.zeroBaseFee, genesis.baseFeePerGas]).to.deep.equal([true, "0x0"]);
    expect(besu["min-gas-price"]).to.equal(0);
    const { services } = await yamlOf<Compose>(folderOf(4), "compose.yaml");
    const names = [
      ...Object.keys(besu),
      ...Object.values(services).flatMap(({ environment }) => Object.keys(environment ?? {})),
    ];
    expect(names.filter((name) => /price-?_?bump|min-?_?gas/i.test(name))).to.deep.equal(["min-gas-price"]);
  });

  it("has in besu.toml what must be equal on all nodes, and no path or address", async () => {
    const besu = await toml(folderOf(4), BUNDLE.besu);
    expect(besu).to.include({
      "sync-mode": "FULL",
      "data-storage-format": "FOREST",
      "rpc-gas-cap": 100_000_000,
      "discovery-enabled": false,
      "nat-method": "NONE",
      "permissions-nodes-config-file-enabled": true,
      "permissions-accounts-config-file-enabled": true,
    });
    const [node] = (await planOf(4)).nodes as [NodePlan];
    expect(besu).to.not.have.any.keys(...Object.keys(nodeOptions(node, PLACES)));
    expect(besu["host-allowlist"]).to.include("172.28.0.11").and.not.include("*");
    expect(besu["rpc-http-api"]).to.not.include("DEBUG");
  });

  it("draws and warns of metrics only that Besu has", async () => {
    const files = await filesIn(folderOf(4));
    const known: string[] = JSON.parse(
      await readFile("test/fixtures/besu-26.8.0/metrics_names.json", "utf8"),
    );
    const used = ["grafana/dashboards/network.json", "prometheus/alerts.yml"].flatMap((path) => [
      ...(files[path] ?? "").matchAll(/\b(?:besu|ethereum|jvm|process)_\w+/g),
    ]);
    expect(used.length).to.be.greaterThan(15);
    for (const [name] of used) expect(known, name).to.include(name);
  });

  it("warns when fewer peers are there than a quorum needs", async () => {
    for (const [validators, peers] of [
      [4, 2],
      [7, 4],
    ] as const) {
      const alerts = await readFile(join(folderOf(validators), "prometheus/alerts.yml"), "utf8");
      expect(alerts).to.include(`expr: ethereum_peer_count < ${peers}\n`).and.include("> 30\n");
    }
  });

  it("has all nodes on 127.0.0.1 if asked to, each with ports of its own", async () => {
    const folder = await bundleFolder();
    const { plan } = await makeTrial(folder, 4, { loopback: true, rpcNodes: 2, chainId: 4711 });
    expect(plan.chainId).to.equal(4711);
    expect((await readAlliance(join(folder, BUNDLE.alliance))).chain.id).to.equal(4711);
    expect(
      plan.nodes.map(({ endpoint, rpcUrl, metricsUrl }) => [endpoint, rpcUrl, metricsUrl]).at(-1),
    ).to.deep.equal(["127.0.0.1:30316", "http://127.0.0.1:28550", "http://127.0.0.1:9550/metrics"]);
    const { services } = await yamlOf<Compose>(folder, "compose.yaml");
    expect(services["kappa-fasteners-1"]?.network_mode).to.equal("host");
    expect(services["kappa-fasteners-1"]?.environment).to.include({
      BESU_P2P_INTERFACE: "127.0.0.1",
      BESU_RPC_HTTP_HOST: "127.0.0.1",
      BESU_RPC_HTTP_PORT: "28550",
      BESU_METRICS_PORT: "9550",
    });
  });

  it("says what a small set of validators cannot do", async () => {
    const remarks = async (validators: number) =>
      remarksOn(await makeTrial(await bundleFolder(), validators));
    expect(await remarks(4)).to.deep.equal([]);
    expect((await remarks(3)).join()).to.match(/^3 validators tolerate no failure/);
    expect((await remarks(1)).join()).to.match(
      /by vote it can never become two: two validators need both to seal/,
    );
  });
});

const PLACES = {
  config: "/c",
  key: "/k",
  data: "/d",
  p2pInterface: "127.0.0.1",
  rpc: { host: "127.0.0.1", port: 8545 },
  metrics: { host: "127.0.0.1", port: 9545 },
};

describe("Options of one node", () => {
  const node = { endpoint: "10.1.2.3:30311" } as NodePlan;

  it("are the same as arguments and as environment", () => {
    const options = nodeOptions(node, PLACES);
    expect(options).to.deep.equal({
      "config-file": "/c/besu.toml",
      "data-path": "/d",
      "genesis-file": "/c/genesis.json",
      "static-nodes-file": "/c/static-nodes.json",
      "node-private-key-file": "/k",
      "permissions-nodes-config-file": "/d/permissions_config.toml",
      "permissions-accounts-config-file": "/d/permissions_config.toml",
      "p2p-host": "10.1.2.3",
      "p2p-port": "30311",
      "p2p-interface": "127.0.0.1",
      "rpc-http-host": "127.0.0.1",
      "rpc-http-port": "8545",
      "metrics-host": "127.0.0.1",
      "metrics-port": "9545",
    });
    expect(asArguments(options)).to.include("--p2p-host=10.1.2.3").and.have.length(14);
    expect(asEnvironment(options)).to.include({ BESU_RPC_HTTP_PORT: "8545" });
  });
});

describe("Seats of a trial network", () => {
  let sample: Alliance;
  let text: string;

  before(async () => {
    sample = await readAlliance("data/alliance.yaml");
    text = await readFile("data/alliance.yaml", "utf8");
  });

  it("keep the rules of the alliance for every size that is allowed", function () {
    this.timeout(20_000);
    const keys = Array.from({ length: 65 }, (_, index) => keyFrom(`node ${index}`).publicKey);
    const refused: number[] = [];
    for (let validators = 1; validators <= 64; validators++) {
      try {
        const nodes = trialNodes(sample.members.slice(0, 5), { validators, rpcNodes: 1, loopback: false });
        const named = nodes.map((node, index) => ({ ...node, publicKey: keys[index] ?? "" }));
        const changed = changeAlliance(text, { chainId: undefined, trial: { nodes: named, floor: 4 } });
        expect(parseAlliance(changed, "trial").validatorSet.floor).to.equal(Math.min(4, validators));
      } catch (error) {
        expect(error).to.have.property("name", "BundleError");
        refused.push(validators);
      }
    }
    expect(refused).to.deep.equal([6]);
  });

  it("are refused where one member would hold too many, with the sizes that work", () => {
    const founders = (count: number) => sample.members.slice(0, count);
    expect(() => trialNodes(founders(3), { validators: 4, rpcNodes: 1, loopback: false })).to.throw(
      /--validators 4: 3 members cannot hold 4 seats, since one member may hold at most 1 .*these numbers work: 1, 2, 3\./,
    );
    expect(() => trialNodes(founders(1), { validators: 1, rpcNodes: 2, loopback: false })).to.throw(
      /--rpc-nodes 2/,
    );
  });
});

describe("Subnet of the endpoints", () => {
  const nodes = (...hosts: string[]) => hosts.map((host) => ({ endpoint: `${host}:30303` }) as NodePlan);

  it("is the smallest that holds them, and leaves the monitors' addresses free", () => {
    expect(subnetOf(nodes("10.0.3.7", "10.0.3.254"))).to.deep.include({ cidr: "10.0.3.0/24" });
    expect(subnetOf(nodes("10.0.3.7", "10.0.3.254")).free).to.not.include("10.0.3.254");
    expect(subnetOf(nodes("10.0.3.7", "10.0.200.7")).cidr).to.equal("10.0.0.0/16");
  });

  it("leaves the gateway's address to the gateway", () => {
    expect(subnetOf(nodes("10.0.3.1", "10.0.3.2")).cidr).to.equal("10.0.2.0/23");
  });

  it("is refused where machines must be several", () => {
    expect(() => subnetOf(nodes("10.0.3.7", "10.1.3.7"))).to.throw(/not of one network.*--for/);
    expect(() => subnetOf(nodes("10.0.3.7", "10.0.3.7"))).to.throw(/two nodes have the address 10\.0\.3\.7/);
  });
});

describe("Health of a container", () => {
  let script: string;

  before(async () => {
    const folder = await bundleFolder();
    await makeTrial(folder, 4);
    script = join(folder, "config/head-age.sh");
  });

  /** Exit code and words of the script against a node whose newest block is so old. */
  async function healthAt(ageSeconds: number | undefined): Promise<[number, string]> {
    const timestamp = `0x${(Math.floor(Date.now() / 1000) - (ageSeconds ?? 0)).toString(16)}`;
    const result = ageSeconds === undefined ? null : { number: "0x7", timestamp };
    const server = createServer((request, response) => {
      expect(request.headers.host).to.equal("localhost");
      response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, BESU_RPC_HTTP_PORT: String(port) };
    try {
      const { stdout } = await promisify(execFile)("bash", [script], { env });
      return [0, stdout];
    } catch (error) {
      const { code, stdout } = error as { code: number; stdout: string };
      return [code, stdout];
    } finally {
      server.close();
    }
  }

  it("is good with a young block, and not with an old one though the node answers", async () => {
    expect(await healthAt(2)).to.satisfy(([code]: [number]) => code === 0);
    const [code, words] = await healthAt(400);
    expect(code).to.equal(1);
    expect(words).to.match(/newest block is 40\d s old/);
  });

  it("is bad without a block", async () => {
    const [code, words] = await healthAt(undefined);
    expect([code, words.startsWith("no block: ")]).to.deep.equal([1, true]);
  });
});

describe("Bundle of one member", () => {
  let trial: string;
  let folder: string;
  let plan: NetworkPlan;

  before(async () => {
    trial = await bundleFolder();
    await makeTrial(trial, 7);
    folder = await bundleFolder();
    ({ plan } = await make({
      folder,
      alliance: join(trial, BUNDLE.alliance),
      member: "Aurum Bank",
      keyFiles: [join(trial, BUNDLE.keyOf("aurum-bank-1"))],
    }));
  });

  it("holds no secret of another member, in no byte of it", async () => {
    const files = await filesIn(folder);
    expect(files[BUNDLE.keyOf("aurum-bank-1")]).to.equal(`${keyFrom("aurum-bank-1").privateKey.slice(2)}\n`);
    const others = plan.nodes.filter(({ member }) => member !== "aurum-bank");
    expect(others).to.have.length(7);
    for (const { name } of others) {
      const secret = keyFrom(name).privateKey.slice(2);
      for (const [path, text] of Object.entries(files)) {
        expect(text.toLowerCase().includes(secret), `${name} in ${path}`).to.equal(false);
        expect(path).to.not.include(name);
      }
    }
  });

  it("knows all nodes, and how to reach its own", () => {
    expect(plan.nodes).to.have.length(8);
    expect(plan.nodes.filter(({ rpcUrl, metricsUrl }) => rpcUrl ?? metricsUrl)).to.deep.equal([
      plan.nodes[1],
    ]);
    expect(plan.nodes[1]).to.include({
      rpcUrl: "http://127.0.0.1:8545",
      metricsUrl: "http://127.0.0.1:9545/metrics",
    });
  });

  it("has the same common files as everybody's", async () => {
    const [own, all] = await Promise.all([filesIn(folder), filesIn(trial)]);
    const common = Object.keys(all).filter((path) => path.startsWith("config/") || path === BUNDLE.alliance);
    expect(common).to.have.length(7);
    for (const path of common) expect(own[path], path).to.equal(all[path]);
  });

  it("runs its own nodes only, in the machine's network", async () => {
    const { services, networks } = await yamlOf<Compose>(folder, "compose.yaml");
    expect(Object.keys(services)).to.deep.equal(["aurum-bank-1", "prometheus", "grafana"]);
    expect(services["aurum-bank-1"]).to.include({ network_mode: "host" });
    expect(services["aurum-bank-1"]?.environment).to.include({
      BESU_RPC_HTTP_HOST: "127.0.0.1",
      BESU_P2P_INTERFACE: "0.0.0.0",
    });
    expect(networks).to.equal(undefined);
  });

  it("has Kubernetes manifests of its own nodes, with key and configuration from the bundle", async () => {
    const kustomization = await yamlOf<Record<string, unknown>>(folder, "kustomization.yaml");
    expect(kustomization).to.deep.include({
      resources: ["kubernetes/aurum-bank-1.yaml"],
      secretGenerator: [{ name: "aurum-bank-1-key", files: ["key=nodes/aurum-bank-1/key"] }],
    });
    const manifests = await readFile(join(folder, "kubernetes/aurum-bank-1.yaml"), "utf8");
    expect(manifests).to.match(/kind: Service\n[\s\S]*kind: StatefulSet\n/);
    expect(manifests).to.include("hostNetwork: true").and.include("secretName: aurum-bank-1-key");
    expect(manifests).to.not.include("livenessProbe");
  });

  it("names the keys that it lacks", async () => {
    const lacking = await bundleFolder();
    const bundle = await make({ folder: lacking, member: "1" });
    expect(bundle.keysMissing.map(({ name }) => name)).to.deep.equal(["nordgrid-1", "nordgrid-2"]);
    expect(remarksOn(bundle).join()).to.match(
      /^Keys missing: nodes\/nordgrid-1\/key, nodes\/nordgrid-2\/key\./,
    );
    expect(Object.keys(await filesIn(lacking)).some((path) => path.startsWith("nodes/"))).to.equal(false);
    expect(await readFile(join(lacking, "README.md"), "utf8")).to.include("nodes/nordgrid-2/key");
  });

  it("stands on block 0 of the file's own nodes", async () => {
    const { members } = await readAlliance("data/alliance.yaml");
    const genesis = JSON.stringify(await sampleGenesis());
    for (const { publicKey } of members.flatMap(({ nodes }) => nodes))
      expect(genesis).to.include(publicKey.slice(2));
  });
});
