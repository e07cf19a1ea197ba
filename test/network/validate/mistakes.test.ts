import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { keccak256, toBeHex, ZeroHash } from "ethers";
import { parse, stringify } from "yaml";
import { formatPlan } from "../../../network/bundle/config-files.ts";
import { sha256 } from "../../../network/bundle/files.ts";
import { createNodeKey, formatKeyFile } from "../../../network/bundle/node-keys.ts";
import { BUNDLE, type NetworkPlan, readPlan } from "../../../network/bundle/plan.ts";
import { encodeExtraData } from "../../../network/extra-data.ts";
import { enodeOf } from "../../../network/node-key.ts";
import { validateBundle } from "../../../network/validate/validate.ts";
import { type TrialBundle, trialBundle } from "../../lib/trial-bundle.ts";

const VALIDATOR_SET = "0x0000000000000000000000000000000000007777";
const RESCUE_SET = "0x0000000000000000000000000000000000007778";
const FIRST_SLOT = BigInt(keccak256(ZeroHash));
const SOON = 2_000_000_000;

/** A genesis file as mistakes are made in it. */
interface Json {
  // biome-ignore lint/suspicious/noExplicitAny: mistakes of every shape are made here.
  [key: string]: any;
}

/** A mistake: how it is made in a valid bundle, and every fault that it must be found by, in order. */
interface Mistake {
  name: string;
  make: (bundle: TrialBundle) => Promise<void>;
  found: { file: string; fault: RegExp; consequence?: RegExp }[];
}

/** Makes a mistake in the genesis file alone: the plan takes the digest of the changed file. */
async function inGenesis(bundle: TrialBundle, change: (genesis: Json) => void): Promise<void> {
  await bundle.edit(BUNDLE.genesis, change);
  await settle(bundle);
}

async function settle(bundle: TrialBundle): Promise<void> {
  const genesisDigest = sha256(await bundle.read(BUNDLE.genesis));
  await inPlan(bundle, (plan) => Object.assign(plan, { genesisDigest }));
}

const inPlan = (bundle: TrialBundle, change: (plan: NetworkPlan) => void) => bundle.edit(BUNDLE.plan, change);

const withTransitions = (...qbft: Json[]) => {
  return (bundle: TrialBundle) =>
    inGenesis(bundle, ({ config }) => {
      config.transitions = { qbft };
    });
};

const inOptions = (...lines: string[]) => {
  return async (bundle: TrialBundle) => {
    const names = lines.map((line) => line.split("=")[0]?.trim());
    const kept = (await bundle.read(BUNDLE.besu))
      .split("\n")
      .filter((line) => !names.includes(line.split("=")[0]?.trim()));
    await bundle.write(BUNDLE.besu, [...kept, ...lines.filter((line) => line.includes("=")), ""].join("\n"));
  };
};

const slot = (index: number) => toBeHex(FIRST_SLOT + BigInt(index), 32);

const genesisMistakes: Mistake[] = [
  {
    name: "a key that stands twice",
    async make(bundle) {
      await bundle.replace(BUNDLE.genesis, '"difficulty"', '"difficulty": "0x2",\n  "difficulty"');
      await settle(bundle);
    },
    found: [{ file: BUNDLE.genesis, fault: /"difficulty" stands twice/ }],
  },
  {
    name: "a key that stands twice in other letters",
    async make(bundle) {
      await bundle.replace(BUNDLE.genesis, '"gasLimit"', '"gaslimit": "0x1c9c380",\n  "gasLimit"');
      await settle(bundle);
    },
    found: [{ file: BUNDLE.genesis, fault: /"gasLimit" stands twice/ }],
  },
  {
    name: "a file cut short",
    make: async (bundle) => bundle.write(BUNDLE.genesis, (await bundle.read(BUNDLE.genesis)).slice(0, 500)),
    found: [{ file: BUNDLE.genesis, fault: /cannot be read/ }],
  },
  {
    name: "a validator twice in the contract's storage",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].storage[slot(1)] = alloc[VALIDATOR_SET].storage[slot(0)];
      }),
    found: [
      { file: BUNDLE.genesis, fault: /among the validators twice/, consequence: /proposes every block/ },
      { file: BUNDLE.genesis, fault: /lacks 0x/ },
    ],
  },
  {
    name: "address zero in the contract's storage",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].storage[slot(1)] = ZeroHash;
      }),
    found: [
      { file: BUNDLE.genesis, fault: /Address zero/ },
      { file: BUNDLE.genesis, fault: /lacks 0x/ },
    ],
  },
  {
    name: "a validator that no member of the alliance runs",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].storage[slot(1)] = toBeHex(0xdead, 32);
      }),
    found: [{ file: BUNDLE.genesis, fault: /has 0x0+dEaD, who should have no seat and lacks 0x/ }],
  },
  {
    name: "an empty list of validators",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[RESCUE_SET].storage[ZeroHash] = ZeroHash;
      }),
    found: [
      { file: BUNDLE.genesis, fault: /list of validators is empty/, consequence: /no log line/ },
      { file: BUNDLE.genesis, fault: /lacks 0x/ },
    ],
  },
  {
    name: "a validator contract without code",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].code = "0x";
      }),
    found: [{ file: BUNDLE.genesis, fault: /No contract stands at 0x0+7777/ }],
  },
  {
    name: "a validator contract that reverts",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].code = "0x5f5ffd";
      }),
    found: [{ file: BUNDLE.genesis, fault: /reverts or answers something else/, consequence: /exit/ }],
  },
  {
    name: "a validator contract that takes more than a million gas",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        // Counts down from 60,000 in a loop, then answers with the empty list.
        alloc[RESCUE_SET].code = "0x61ea605b6001900380600357506020600052600060205260406000f3";
      }),
    found: [
      { file: BUNDLE.genesis, fault: /list of validators is empty/ },
      { file: BUNDLE.genesis, fault: /takes \d+ gas/ },
      { file: BUNDLE.genesis, fault: /lacks 0x/ },
    ],
  },
  {
    name: "extraData with validators, unsorted",
    make: (bundle) =>
      inGenesis(bundle, (genesis) => {
        const [a, b] = [
          "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
          "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf",
        ];
        genesis.extraData = encodeExtraData([a, b]).replace(/(94.{40})(94.{40})/, "$2$1");
      }),
    found: [{ file: BUNDLE.genesis, fault: /^extraData is/ }],
  },
  {
    name: "a wrong mixHash",
    make: (bundle) =>
      inGenesis(bundle, (genesis) => {
        genesis.mixHash = ZeroHash;
      }),
    found: [{ file: BUNDLE.genesis, fault: /^mixHash/, consequence: /Block 1 is refused/ }],
  },
  {
    name: "a wrong difficulty",
    make: (bundle) =>
      inGenesis(bundle, (genesis) => {
        genesis.difficulty = "0x400";
      }),
    found: [{ file: BUNDLE.genesis, fault: /^The difficulty is "0x400"/ }],
  },
  {
    name: "a block too small for the largest transaction",
    make: (bundle) =>
      inGenesis(bundle, (genesis) => {
        genesis.gasLimit = "0x47b760";
      }),
    found: [{ file: BUNDLE.genesis, fault: /gas limit of a block/ }],
  },
  ...["terminalTotalDifficulty", "mergeNetSplitBlock", "parisBlock"].map((key) => ({
    name: `${key}, a setting of proof of stake`,
    make: (bundle: TrialBundle) =>
      inGenesis(bundle, ({ config }) => {
        config[key] = 0;
      }),
    found: [
      { file: BUNDLE.genesis, fault: new RegExp(`^${key} is a setting`), consequence: /seal no block/ },
    ],
  })),
  {
    name: "forks out of order",
    make: (bundle) =>
      inGenesis(bundle, ({ config }) => {
        config.cancunTime = 10;
      }),
    found: [
      {
        file: BUNDLE.genesis,
        fault: /^pragueTime is 0, before cancunTime/,
        consequence: /Genesis Config Error/,
      },
      { file: BUNDLE.genesis, fault: /^osakaTime is 0, before cancunTime/ },
    ],
  },
  {
    name: "a fork that this consensus was never run with",
    make: (bundle) =>
      inGenesis(bundle, ({ config }) => {
        config.amsterdamTime = SOON;
      }),
    found: [{ file: BUNDLE.genesis, fault: /Amsterdam/ }],
  },
  {
    name: "no free gas",
    make: (bundle) =>
      inGenesis(bundle, (genesis) => {
        genesis.baseFeePerGas = "0x3b9aca00";
        genesis.config.zeroBaseFee = false;
        delete genesis.config.londonBlock;
      }),
    found: [
      { file: BUNDLE.genesis, fault: /base fee of block 0/ },
      { file: BUNDLE.genesis, fault: /zeroBaseFee/ },
      { file: BUNDLE.genesis, fault: /londonBlock/ },
    ],
  },
  {
    name: "no validator contract",
    make: (bundle) =>
      inGenesis(bundle, ({ config }) => {
        delete config.qbft.validatorcontractaddress;
      }),
    found: [{ file: BUNDLE.genesis, fault: /No contract names the validators/ }],
  },
  {
    name: "a request timeout below twice the block period",
    make: (bundle) =>
      inGenesis(bundle, ({ config }) => {
        config.qbft.requesttimeoutseconds = 3;
      }),
    found: [
      { file: BUNDLE.genesis, fault: /times out after 3 seconds; expected at least 4/ },
      { file: BUNDLE.genesis, fault: /requesttimeoutseconds is 3; network.json says 4/ },
    ],
  },
  ...["emptyblockperiodseconds", "xblockperiodmilliseconds"].map((key) => ({
    name: `${key}, which this version does not master`,
    make: (bundle: TrialBundle) =>
      inGenesis(bundle, ({ config }) => {
        config.qbft[key] = 60;
      }),
    found: [{ file: BUNDLE.genesis, fault: new RegExp(`^${key} is`) }],
  })),
  {
    name: "a beneficiary that hides the proposers",
    make: (bundle) =>
      inGenesis(bundle, ({ config }) => {
        config.qbft.miningbeneficiary = "0x000000000000000000000000000000000000bEEF";
      }),
    found: [{ file: BUNDLE.genesis, fault: /beneficiary/, consequence: /no validator is ever seen alive/ }],
  },
  {
    name: "a balance without 0x",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].balance = "1000";
      }),
    found: [{ file: BUNDLE.genesis, fault: /balance "1000" is not hex/, consequence: /decimal/ }],
  },
  {
    name: "a nonce that is not hex",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].nonce = "10";
      }),
    found: [{ file: BUNDLE.genesis, fault: /nonce "10" is not hex/, consequence: /10 becomes 16/ }],
  },
  {
    name: "code and storage that are not hex",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET].code = "0xABC";
        alloc[RESCUE_SET].storage.first = "0x1";
      }),
    found: [
      { file: BUNDLE.genesis, fault: /The code is not hex/ },
      { file: BUNDLE.genesis, fault: /Slot first/ },
    ],
  },
  {
    name: "an account that stands twice, and one that is no address",
    make: (bundle) =>
      inGenesis(bundle, ({ alloc }) => {
        alloc[VALIDATOR_SET.slice(2)] = { balance: "0x0" };
        alloc.treasury = { balance: "0x0" };
      }),
    found: [
      { file: BUNDLE.genesis, fault: /stands twice, with and without 0x/ },
      { file: BUNDLE.genesis, fault: /treasury is not an address/ },
    ],
  },
  {
    name: "a genesis file with another digest than the plan's",
    make: (bundle) => bundle.replace(BUNDLE.genesis, "{", "{ "),
    found: [{ file: BUNDLE.genesis, fault: /SHA-256/, consequence: /stays alone/ }],
  },
  {
    name: "another chain id in the genesis file",
    make: (bundle) =>
      inGenesis(bundle, ({ config }) => {
        config.chainId = 20261;
      }),
    found: [{ file: BUNDLE.genesis, fault: /chain id is 20261; network.json says 20260/ }],
  },
  {
    name: "another chain id in the alliance's file",
    make: (bundle) => bundle.replace(BUNDLE.alliance, "id: 20260", "id: 20261"),
    found: [{ file: BUNDLE.plan, fault: /chainId is 20260; alliance.yaml says 20261/ }],
  },
];

const contractMode = { validatorselectionmode: "contract" };

const transitionMistakes: Mistake[] = [
  {
    name: "a transition dated by block number",
    make: withTransitions({ block: 40, blockperiodseconds: 1 }),
    found: [{ file: BUNDLE.genesis, fault: /dated 40/, consequence: /in force from block 1/ }],
  },
  {
    name: "transitions in the wrong order",
    make: withTransitions({ block: SOON, blockperiodseconds: 1 }, { block: SOON - 1, blockperiodseconds: 2 }),
    found: [{ file: BUNDLE.genesis, fault: /stands after that of 2033-05-18T03:33:20Z/ }],
  },
  {
    name: "two transitions of one time",
    make: withTransitions({ block: SOON, blockperiodseconds: 1 }, { block: SOON, blockperiodseconds: 2 }),
    found: [
      { file: BUNDLE.genesis, fault: /Two transitions are dated 2000000000/, consequence: /No node starts/ },
    ],
  },
  {
    name: "a transition to votes in block headers",
    make: withTransitions({
      block: SOON,
      validatorselectionmode: "blockheader",
      validators: [VALIDATOR_SET],
    }),
    found: [{ file: BUNDLE.genesis, fault: /"blockheader"/, consequence: /halts at the first block/ }],
  },
  {
    name: "a transition with a contract but without its mode",
    make: withTransitions({ block: SOON, validatorcontractaddress: RESCUE_SET }),
    found: [
      { file: BUNDLE.genesis, fault: /no validatorselectionmode/, consequence: /ignored without a word/ },
    ],
  },
  {
    name: "a transition to a contract without its address",
    make: withTransitions({ block: SOON, ...contractMode }),
    found: [{ file: BUNDLE.genesis, fault: /gives missing for its address/ }],
  },
  {
    name: "a transition to an address without code",
    make: withTransitions({ block: SOON, ...contractMode, validatorcontractaddress: `0x${"12".repeat(20)}` }),
    found: [
      { file: BUNDLE.genesis, fault: /No contract stands at 0x1212/, consequence: /all stop for good/ },
    ],
  },
  {
    name: "a transition of what cannot be changed",
    make: withTransitions({ block: SOON, requesttimeoutseconds: 8 }),
    found: [{ file: BUNDLE.genesis, fault: /"requesttimeoutseconds" cannot be changed/ }],
  },
  {
    name: "transitions of another consensus",
    make: (bundle) =>
      inGenesis(bundle, ({ config }) => {
        config.transitions = { ibft2: [{ block: SOON, blockperiodseconds: 1 }] };
      }),
    found: [{ file: BUNDLE.genesis, fault: /"ibft2"/ }],
  },
  {
    name: "a transition to a pace that rounds cannot keep, to slow empty blocks, and to a beneficiary",
    make: withTransitions({
      block: SOON,
      blockperiodseconds: 3,
      emptyblockperiodseconds: 60,
      miningbeneficiary: RESCUE_SET,
    }),
    found: [
      { file: BUNDLE.genesis, fault: /times out after 4 seconds; expected at least 6/ },
      { file: BUNDLE.genesis, fault: /^emptyblockperiodseconds/ },
      { file: BUNDLE.genesis, fault: /beneficiary/ },
    ],
  },
];

/** Another key for the first node of the plan, with all that follows from it in the plan itself. */
async function swapIdentity(bundle: TrialBundle, publicKey: string): Promise<void> {
  await bundle.edit<string[]>(BUNDLE.staticNodes, (peers) => {
    peers[0] = enodeOf(publicKey, peers[0]?.split("@")[1] ?? "");
  });
}

const peerMistakes: Mistake[] = [
  {
    name: "a static node that the allowlist lacks",
    make: (bundle) => bundle.replace(BUNDLE.permissions, /"enode:[^"]*", /, ""),
    found: [{ file: BUNDLE.permissions, fault: /lacks nordgrid-1/, consequence: /nodes-allowlist/ }],
  },
  {
    name: "a static node that is not in the plan",
    async make(bundle) {
      const stranger = enodeOf(createNodeKey().publicKey, "172.28.0.99:30303");
      await bundle.edit<string[]>(BUNDLE.staticNodes, (peers) => peers.push(stranger));
      await bundle.replace(BUNDLE.permissions, '"enode', `"${stranger}", "enode`);
    },
    found: [
      { file: BUNDLE.staticNodes, fault: /172.28.0.99:30303 belongs to no node/ },
      { file: BUNDLE.permissions, fault: /172.28.0.99:30303 belongs to no node/ },
    ],
  },
  {
    name: "a node of the plan that is no static node",
    make: (bundle) => bundle.edit<string[]>(BUNDLE.staticNodes, (peers) => peers.shift()),
    found: [{ file: BUNDLE.staticNodes, fault: /lack nordgrid-1/ }],
  },
  {
    name: "an enode with another key than the plan's",
    make: (bundle) => swapIdentity(bundle, createNodeKey().publicKey),
    found: [
      { file: BUNDLE.staticNodes, fault: /The enode of nordgrid-1 is/ },
      { file: BUNDLE.staticNodes, fault: /lack nordgrid-1/ },
      { file: BUNDLE.permissions, fault: /lacks a peer/ },
    ],
  },
  {
    name: "two peers at one ip and port",
    make: (bundle) =>
      bundle.edit<string[]>(BUNDLE.staticNodes, (peers) => {
        peers.push(String(peers[0]));
      }),
    found: [{ file: BUNDLE.staticNodes, fault: /Two peers are at 172.28.0.11:30303/ }],
  },
  {
    name: "a host name in the list of peers",
    make: (bundle) => bundle.replace(BUNDLE.staticNodes, "@172.28.0.11:", "@node1.nordgrid.example:"),
    found: [
      {
        file: BUNDLE.staticNodes,
        fault: /node1.nordgrid.example:30303 names a host/,
        consequence: /no log line/,
      },
      { file: BUNDLE.staticNodes, fault: /lack nordgrid-1/ },
      { file: BUNDLE.permissions, fault: /lacks a peer/ },
    ],
  },
  {
    name: "a host name in the allowlist",
    make: (bundle) => bundle.replace(BUNDLE.permissions, "@172.28.0.11:", "@node1.nordgrid.example:"),
    found: [
      { file: BUNDLE.permissions, fault: /lacks nordgrid-1/ },
      { file: BUNDLE.permissions, fault: /node1.nordgrid.example:30303 names a host/ },
    ],
  },
  {
    name: "a loopback address in the allowlist of a network of several hosts",
    make: (bundle) => bundle.replace(BUNDLE.permissions, "@172.28.0.11:", "@127.0.0.1:"),
    found: [
      { file: BUNDLE.permissions, fault: /lacks nordgrid-1/ },
      {
        file: BUNDLE.permissions,
        fault: /127.0.0.1:30303 is on a loopback address/,
        consequence: /own machine/,
      },
    ],
  },
  {
    name: "something else than a list of peers, and something else than an enode",
    async make(bundle) {
      await bundle.write(BUNDLE.staticNodes, "{}");
      await bundle.replace(BUNDLE.permissions, '"enode', '"http://172.28.0.11", "enode');
    },
    found: [
      { file: BUNDLE.staticNodes, fault: /no list of enodes/ },
      { file: BUNDLE.permissions, fault: /is no enode/ },
    ],
  },
  {
    name: "an empty list of accounts",
    make: (bundle) => bundle.replace(BUNDLE.permissions, /(accounts-allowlist = )\[.*\]/, "$1[]"),
    found: [{ file: BUNDLE.permissions, fault: /empty or missing/, consequence: /Nobody may send/ }],
  },
  {
    name: "a list of accounts that lacks one of a member's",
    make: (bundle) => bundle.replace(BUNDLE.permissions, /"0xf39fd6e[^"]*", /, ""),
    found: [
      { file: BUNDLE.permissions, fault: /lacks 0xf39Fd6e\w+ of Nordgrid/, consequence: /not authorized/ },
    ],
  },
  {
    name: "an account that is none, and one that stands twice",
    make: (bundle) => bundle.replace(BUNDLE.permissions, /("0xf39fd6e[^"]*", )/, '"0x12", $1$1'),
    found: [
      { file: BUNDLE.permissions, fault: /"0x12" is not an account/ },
      { file: BUNDLE.permissions, fault: /0xf39fd6e\w+ stands twice/ },
    ],
  },
];

const planMistakes: Mistake[] = [
  {
    name: "a key that stands twice in the plan",
    make: (bundle) => bundle.replace(BUNDLE.plan, '"chainId"', '"chainId": 1,\n  "chainId"'),
    found: [{ file: BUNDLE.plan, fault: /"chainId" stands twice/ }],
  },
  {
    name: "two nodes on one ip and port",
    make: (bundle) =>
      inPlan(bundle, ({ nodes: [first, second] }) => {
        Object.assign(second ?? {}, {
          endpoint: first?.endpoint,
          enode: enodeOf(second?.publicKey ?? "", first?.endpoint ?? ""),
        });
      }),
    found: [
      { file: BUNDLE.plan, fault: /aurum-bank-1 and nordgrid-1 are both at 172.28.0.11:30303/ },
      { file: BUNDLE.staticNodes, fault: /The enode of aurum-bank-1/ },
      { file: BUNDLE.staticNodes, fault: /lack aurum-bank-1/ },
      { file: BUNDLE.permissions, fault: /lacks aurum-bank-1/ },
      { file: BUNDLE.permissions, fault: /The enode of aurum-bank-1/ },
    ],
  },
  {
    name: "one key for two nodes",
    async make(bundle) {
      await inPlan(bundle, ({ nodes: [first, second] }) => {
        const { publicKey = "", address } = first ?? {};
        Object.assign(second ?? {}, {
          publicKey,
          address,
          enode: enodeOf(publicKey, second?.endpoint ?? ""),
        });
      });
      const plan = await readPlan(bundle.folder);
      const enodes = plan.nodes.map(({ enode }) => enode);
      await bundle.write(BUNDLE.staticNodes, JSON.stringify(enodes));
      await bundle.replace(
        BUNDLE.permissions,
        /nodes-allowlist = .*/,
        `nodes-allowlist = ${JSON.stringify(enodes)}`,
      );
      await bundle.write(BUNDLE.keyOf("aurum-bank-1"), await bundle.read(BUNDLE.keyOf("nordgrid-1")));
    },
    found: [
      {
        file: BUNDLE.plan,
        fault: /aurum-bank-1 has the key of nordgrid-1/,
        consequence: /seal under one address/,
      },
      { file: BUNDLE.keyOf("nordgrid-1"), fault: /the same key as nodes\/aurum-bank-1\/key/ },
    ],
  },
  {
    name: "two nodes of one name, and an address that does not follow from its key",
    make: (bundle) =>
      inPlan(bundle, ({ nodes: [first, second] }) => {
        Object.assign(second ?? {}, { name: first?.name, address: first?.address });
      }),
    found: [
      { file: BUNDLE.plan, fault: /nordgrid-1 is also the name/ },
      { file: BUNDLE.plan, fault: /has the address/ },
      { file: BUNDLE.keyOf("aurum-bank-1"), fault: /No node of the plan is called aurum-bank-1/ },
    ],
  },
  {
    name: "an enode in the plan that does not follow from its key",
    make: (bundle) =>
      inPlan(bundle, ({ nodes: [first] }) => {
        Object.assign(first ?? {}, { enode: first?.enode.replace(/.{20}@/, `${"0".repeat(20)}@`) });
      }),
    found: [{ file: BUNDLE.plan, fault: /enode that does not follow/ }],
  },
  {
    name: "a node of the plan on a loopback address, and one on no address",
    async make(bundle) {
      const move = (index: number, endpoint: string) => (plan: NetworkPlan) => {
        const { publicKey = "" } = plan.nodes[index] ?? {};
        Object.assign(plan.nodes[index] ?? {}, { endpoint, enode: enodeOf(publicKey, endpoint) });
      };
      await inPlan(bundle, move(0, "127.0.0.1:30303"));
      await inPlan(bundle, move(1, "999.1.1.1:30303"));
      const { nodes } = await readPlan(bundle.folder);
      await bundle.write(BUNDLE.staticNodes, JSON.stringify(nodes.map(({ enode }) => enode)));
      await bundle.replace(
        BUNDLE.permissions,
        /nodes-allowlist = .*/,
        `nodes-allowlist = ${JSON.stringify(nodes.map(({ enode }) => enode))}`,
      );
    },
    found: [
      { file: BUNDLE.plan, fault: /nordgrid-1 is at 127.0.0.1:30303, on a machine of its own/ },
      { file: BUNDLE.plan, fault: /999.1.1.1:30303, which is no IP address/ },
      { file: BUNDLE.staticNodes, fault: /names a host and no IP address/ },
      { file: BUNDLE.permissions, fault: /names a host and no IP address/ },
    ],
  },
  {
    name: "a pace in the plan that is not the network's",
    make: (bundle) => inPlan(bundle, (plan) => Object.assign(plan, { blockPeriodSeconds: 3 })),
    found: [
      { file: BUNDLE.plan, fault: /times out after 4 seconds; expected at least 6/ },
      { file: BUNDLE.plan, fault: /blockPeriodSeconds is 3; alliance.yaml says 2/ },
      { file: BUNDLE.genesis, fault: /blockperiodseconds is 2; network.json says 3/ },
    ],
  },
];

const optionMistakes: Mistake[] = [
  {
    name: "an option that does not exist",
    make: inOptions("tx-pool-maximum-size=1"),
    found: [{ file: BUNDLE.besu, fault: /no option "tx-pool-maximum-size"/, consequence: /exit code 0/ }],
  },
  {
    name: "options that are gone",
    make: inOptions('host-whitelist=["*"]', "privacy-enabled=true", "min-block-occupancy-ratio=0.8"),
    found: ["host-whitelist", "privacy-enabled", "min-block-occupancy-ratio"].map((name) => ({
      file: BUNDLE.besu,
      fault: new RegExp(`"${name}" is gone since`),
    })),
  },
  {
    name: "a minimum gas price of the pool",
    make: inOptions("tx-pool-min-gas-price=1"),
    found: [{ file: BUNDLE.besu, fault: /tx-pool-min-gas-price is 1; expected 0/ }],
  },
  {
    name: "an option twice",
    make: async (bundle) =>
      bundle.write(BUNDLE.besu, `${await bundle.read(BUNDLE.besu)}\nmin-gas-price = 1000\n`),
    found: [{ file: BUNDLE.besu, fault: /cannot be read/ }],
  },
  {
    name: "a profile inside the file of options",
    make: inOptions('profile="ENTERPRISE"'),
    found: [{ file: BUNDLE.besu, fault: /profile "ENTERPRISE" is set/, consequence: /ignored/ }],
  },
  {
    name: "a profile beside the layered pool",
    make: inOptions(
      'profile="ENTERPRISE"',
      'tx-pool="LAYERED"',
      "tx-pool-max-size",
      "tx-pool-limit-by-account-percentage",
    ),
    found: [
      { file: BUNDLE.besu, fault: /profile "ENTERPRISE" is set/ },
      { file: BUNDLE.besu, fault: /layered one is asked for/ },
    ],
  },
  {
    name: "options of the sequenced pool beside the layered one",
    make: inOptions('tx-pool="LAYERED"'),
    found: [
      { file: BUNDLE.besu, fault: /tx-pool-limit-by-account-percentage belongs to the pool SEQUENCED/ },
      { file: BUNDLE.besu, fault: /tx-pool-max-size belongs to the pool SEQUENCED/ },
    ],
  },
  {
    name: "options of the layered pool beside the sequenced one",
    make: inOptions("tx-pool-max-future-by-sender=500"),
    found: [{ file: BUNDLE.besu, fault: /tx-pool-max-future-by-sender belongs to the pool LAYERED/ }],
  },
  {
    name: "a pool that jams",
    make: inOptions("tx-pool-max-size=4096"),
    found: [
      { file: BUNDLE.besu, fault: /holds 4096 transactions/, consequence: /stopping all nodes at once/ },
    ],
  },
  {
    name: "a price bump beside a base fee of zero",
    make: inOptions("tx-pool-price-bump=10"),
    found: [{ file: BUNDLE.besu, fault: /tx-pool-price-bump is given/, consequence: /do not start/ }],
  },
  {
    name: "a minimum gas price",
    make: inOptions("min-gas-price=1000"),
    found: [{ file: BUNDLE.besu, fault: /min-gas-price is 1000; expected 0/ }],
  },
  ...["min-gas-price", "rpc-gas-cap", "data-storage-format", "sync-mode"].map((name) => ({
    name: `${name} left to the default`,
    make: inOptions(name),
    found: [{ file: BUNDLE.besu, fault: new RegExp(`^${name} is not given`) }],
  })),
  {
    name: "a sync that does not check the validators",
    make: inOptions('sync-mode="SNAP"'),
    found: [{ file: BUNDLE.besu, fault: /sync-mode is "SNAP"/ }],
  },
  {
    name: "a validator without the list of accounts",
    make: inOptions("permissions-accounts-config-file-enabled=false"),
    found: [{ file: BUNDLE.besu, fault: /accounts-config-file-enabled is false/, consequence: /a hole/ }],
  },
];

const keyMistakes: Mistake[] = [
  {
    name: "the folders of two nodes swapped",
    async make(bundle) {
      const [first, second] = ["nordgrid-1", "aurum-bank-1"].map(BUNDLE.keyOf) as [string, string];
      const [a, b] = [await bundle.read(first), await bundle.read(second)];
      await bundle.write(first, b);
      await bundle.write(second, a);
    },
    found: [
      { file: BUNDLE.keyOf("aurum-bank-1"), fault: /holds the key of nordgrid-1 \(0x/ },
      { file: BUNDLE.keyOf("nordgrid-1"), fault: /holds the key of aurum-bank-1 \(0x/ },
    ],
  },
  {
    name: "the key of a stranger",
    make: (bundle) => bundle.write(BUNDLE.keyOf("nordgrid-1"), formatKeyFile(createNodeKey())),
    found: [{ file: BUNDLE.keyOf("nordgrid-1"), fault: /the key of no node of the plan/ }],
  },
  {
    name: "an empty folder of a node",
    make: (bundle) => rm(join(bundle.folder, BUNDLE.keyOf("nordgrid-1"))),
    found: [{ file: BUNDLE.keyOf("nordgrid-1"), fault: /holds no key/, consequence: /a stranger/ }],
  },
  {
    name: "a file that holds no key",
    make: (bundle) => bundle.write(BUNDLE.keyOf("nordgrid-1"), "0x12\n"),
    found: [{ file: BUNDLE.keyOf("nordgrid-1"), fault: /one line of 64 hex digits/ }],
  },
  {
    name: "a key that others can read",
    make: (bundle) => chmod(join(bundle.folder, BUNDLE.keyOf("nordgrid-1")), 0o644),
    found: [
      {
        file: BUNDLE.keyOf("nordgrid-1"),
        fault: /mode 0644/,
        consequence: /seal blocks in this node's name/,
      },
    ],
  },
  {
    name: "a folder of no node",
    async make(bundle) {
      await mkdir(join(bundle.folder, "nodes/nordgrid-9"));
      await bundle.write(BUNDLE.keyOf("nordgrid-9"), formatKeyFile(createNodeKey()));
      await chmod(join(bundle.folder, BUNDLE.keyOf("nordgrid-9")), 0o600);
    },
    found: [{ file: BUNDLE.keyOf("nordgrid-9"), fault: /No node of the plan is called nordgrid-9/ }],
  },
];

const COMPOSE = BUNDLE.compose;

/** The containers follow from the plan as well; without them, a mistake in the plan shows by itself. */
function withoutContainers(mistake: Mistake): Mistake {
  return {
    ...mistake,
    async make(bundle) {
      await rm(join(bundle.folder, COMPOSE));
      await mistake.make(bundle);
    },
  };
}

const inCompose = (change: (services: Json) => void) => {
  return async (bundle: TrialBundle) => {
    const compose = parse(await bundle.read(COMPOSE), { merge: true }) as Json;
    change(compose.services);
    await bundle.write(COMPOSE, stringify(compose));
  };
};

const composeMistakes: Mistake[] = [
  {
    name: "a node on another version",
    make: inCompose((services) => {
      services["jade-bank-1"].image = "hyperledger/besu:26.7.0";
    }),
    found: [{ file: COMPOSE, fault: /jade-bank-1 runs hyperledger\/besu:26.7.0; nordgrid-1 runs/ }],
  },
  {
    name: "a validator with a published port",
    make: inCompose((services) => {
      services["jade-bank-1"].ports = ["8545:8545"];
    }),
    found: [{ file: COMPOSE, fault: /jade-bank-1 is a validator and publishes ports: 8545:8545/ }],
  },
  {
    name: "two services with one address",
    make: inCompose((services) => {
      services["jade-bank-1"].networks = services["nordgrid-1"].networks;
      services["jade-bank-1"].environment.BESU_P2P_HOST = "172.28.0.11";
    }),
    found: [
      { file: COMPOSE, fault: /jade-bank-1 and nordgrid-1 both have the address 172.28.0.11/ },
      { file: COMPOSE, fault: /jade-bank-1 is at 172.28.0.11; its enode in network.json says/ },
      { file: COMPOSE, fault: /jade-bank-1 is at 172.28.0.11; its enode in network.json says/ },
    ],
  },
  {
    name: "a node that has no service, and a service that is no node",
    make: inCompose((services) => {
      services.stranger = services["jade-bank-1"];
      delete services["jade-bank-1"];
      services.stranger.environment.BESU_P2P_HOST = "172.28.0.77";
    }),
    found: [
      { file: COMPOSE, fault: /No service runs jade-bank-1/ },
      { file: COMPOSE, fault: /stranger is no node/ },
    ],
  },
  {
    name: "the key folder of another node",
    make: inCompose((services) => {
      services["jade-bank-1"].volumes[1].source = "./nodes/nordgrid-1/key";
    }),
    found: [{ file: COMPOSE, fault: /jade-bank-1 is given .\/nodes\/nordgrid-1\/key/ }],
  },
  {
    name: "a permission file that two nodes share",
    make: inCompose((services) => {
      for (const name of ["nordgrid-1", "jade-bank-1"]) {
        for (const list of ["NODES", "ACCOUNTS"]) {
          services[name].environment[`BESU_PERMISSIONS_${list}_CONFIG_FILE`] =
            "/config/permissions_config.toml";
        }
      }
    }),
    found: ["nodes", "accounts"].map((list) => ({
      file: COMPOSE,
      fault: new RegExp(`share ./config/permissions_config.toml as permissions-${list}-config-file`),
      consequence: /rewrites it/,
    })),
  },
  {
    name: "a data directory that two nodes share",
    make: inCompose((services) => {
      services["jade-bank-1"].volumes[2] = "nordgrid-1:/var/lib/besu";
    }),
    found: [
      { file: COMPOSE, fault: /as data-path/ },
      { file: COMPOSE, fault: /as permissions-nodes/ },
      { file: COMPOSE, fault: /as permissions-accounts/ },
    ],
  },
  {
    name: "another rpc-gas-cap in the environment of one node, and another on the command line of one",
    make: inCompose((services) => {
      services["nordgrid-1"].environment.BESU_RPC_GAS_CAP = "50000000";
      services["jade-bank-1"].command = ["--rpc-gas-cap=0"];
    }),
    found: [
      {
        file: COMPOSE,
        fault: /nordgrid-1 has rpc-gas-cap=50000000; .* has 100000000/,
        consequence: /consensus/,
      },
      { file: COMPOSE, fault: /jade-bank-1 has rpc-gas-cap=0/ },
    ],
  },
  {
    name: "another storage format and sync mode on one node",
    make: inCompose((services) => {
      Object.assign(services["jade-bank-1"].environment, {
        BESU_DATA_STORAGE_FORMAT: "BONSAI",
        BESU_SYNC_MODE: "SNAP",
      });
    }),
    found: [
      { file: COMPOSE, fault: /jade-bank-1 has sync-mode=SNAP/ },
      { file: COMPOSE, fault: /jade-bank-1 has data-storage-format=BONSAI/ },
    ],
  },
  {
    name: "a profile beside the layered pool on one node",
    make: inCompose((services) => {
      services["jade-bank-1"].command = "--profile=ENTERPRISE --tx-pool=LAYERED";
    }),
    found: [
      { file: COMPOSE, fault: /jade-bank-1 has tx-pool=LAYERED/ },
      { file: COMPOSE, fault: /profile ENTERPRISE brings a sequenced pool/ },
    ],
  },
];

describe("Validation finds", () => {
  let valid: TrialBundle;
  let bundle: TrialBundle;

  before(async () => {
    valid = await trialBundle({ loopback: false });
  });
  after(() => valid.remove());
  beforeEach(async () => {
    bundle = await valid.copy();
  });
  afterEach(() => bundle.remove());

  for (const [subject, mistakes] of Object.entries({
    genesis: genesisMistakes,
    transitions: transitionMistakes,
    peers: peerMistakes,
    plan: planMistakes.map(withoutContainers),
    options: optionMistakes,
    keys: keyMistakes,
    compose: composeMistakes,
  })) {
    describe(`in ${subject}`, () => {
      for (const { name, make, found } of mistakes) {
        it(name, async () => {
          await make(bundle);
          const { findings } = await validateBundle(bundle.folder);
          const seen = JSON.stringify(findings, undefined, 2);
          expect(findings, seen).to.have.length(found.length);
          for (const [index, { file, fault, consequence = /./ }] of found.entries()) {
            expect(findings[index]?.file, seen).to.equal(file);
            expect(findings[index]?.fault).to.match(fault);
            expect(findings[index]?.consequence).to.match(consequence);
            expect(findings[index]?.cure).to.match(/\.$/);
          }
        });
      }
    });
  }

  it("the line and the field of a fault", async () => {
    await inGenesis(bundle, ({ config }) => {
      config.qbft.emptyblockperiodseconds = 60;
    });
    const lines = (await bundle.read(BUNDLE.genesis)).split("\n");
    const { findings } = await validateBundle(bundle.folder);
    expect(findings[0]?.field).to.equal("config.qbft.emptyblockperiodseconds");
    expect(lines[Number(findings[0]?.line) - 1]).to.include("emptyblockperiodseconds");
  });

  it("all faults of all files at once", async () => {
    await inGenesis(bundle, (genesis) => Object.assign(genesis, { difficulty: "0x0", mixHash: ZeroHash }));
    await inOptions("min-gas-price=1", "tx-pool-max-size=4096")(bundle);
    await bundle.write(BUNDLE.plan, formatPlan(await readPlan(bundle.folder)).replace("20260", "20262"));
    const { findings } = await validateBundle(bundle.folder);
    expect(new Set(findings.map(({ file }) => file))).to.have.all.keys(
      BUNDLE.plan,
      BUNDLE.genesis,
      BUNDLE.besu,
    );
    expect(findings).to.have.length(6);
  });
});
