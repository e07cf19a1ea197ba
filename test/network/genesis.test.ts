import { CAPABILITIES, PREDEPLOYS } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { AbiCoder, concat, dataSlice, id, keccak256, TypedDataEncoder, toBeHex, zeroPadValue } from "ethers";
import hre from "hardhat";
import { type Alliance, readAlliance } from "../../network/alliance.ts";
import { readContracts } from "../../network/genesis/artifacts.ts";
import { formatGenesis, type Genesis, QBFT_MIX_HASH } from "../../network/genesis/besu.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { checkGenesis, FOUNDING_RECORD } from "../../network/genesis/checks.ts";
import { Simulator } from "../../network/genesis/simulator.ts";

const STRANGER = "0x00000000000000000000000000000000005742a9";
const GET_VALIDATORS = "0xb7ab4db5";
const coder = AbiCoder.defaultAbiCoder();

function slotOf(key: string, mapping: string): string {
  return keccak256(concat([zeroPadValue(key, 32), mapping]));
}

function word(value: bigint | number): string {
  return toBeHex(value, 32);
}

describe("Genesis", () => {
  let alliance: Alliance;
  let genesis: Genesis;

  before(async () => {
    alliance = await readAlliance("data/alliance.yaml");
    genesis = await buildGenesis(alliance, hre.artifacts);
  });

  function simulate({ config, alloc }: Genesis = genesis) {
    return Simulator.create({ chainId: config.chainId, timestamp: 1, gasLimit: 60_000_000 }, alloc);
  }

  it("is the same, byte for byte, each time it is built", async () => {
    const again = await buildGenesis(await readAlliance("data/alliance.yaml"), hre.artifacts);
    expect(formatGenesis(again)).to.equal(formatGenesis(genesis));
  });

  it("is written with sorted keys, whatever the order they come in", () => {
    const shuffled = { ...genesis, alloc: Object.fromEntries(Object.entries(genesis.alloc).reverse()) };
    expect(formatGenesis(shuffled)).to.equal(formatGenesis(genesis));
    const addresses = Object.keys((JSON.parse(formatGenesis(shuffled)) as Genesis).alloc);
    expect(addresses).to.deep.equal([...addresses].sort());
  });

  it("has the header and configuration that Besu needs for contract mode without fees", () => {
    const { alloc: _, ...rest } = genesis;
    expect(rest).to.deep.equal({
      config: {
        chainId: 20260,
        londonBlock: 0,
        shanghaiTime: 0,
        cancunTime: 0,
        pragueTime: 0,
        osakaTime: 0,
        zeroBaseFee: true,
        qbft: {
          blockperiodseconds: 2,
          requesttimeoutseconds: 4,
          epochlength: 30000,
          validatorcontractaddress: "0x0000000000000000000000000000000000007777",
        },
      },
      nonce: "0x0",
      timestamp: "0x1",
      gasLimit: "0x1c9c380",
      difficulty: "0x1",
      baseFeePerGas: "0x0",
      mixHash: QBFT_MIX_HASH,
      coinbase: "0x0000000000000000000000000000000000000000",
      extraData: `0xe5a0${"00".repeat(32)}c0c080c0`,
    });
  });

  it("holds the predeployed contracts and the founding record, and nobody has a balance", () => {
    const addresses = [...Object.values(PREDEPLOYS), FOUNDING_RECORD.toLowerCase()];
    expect(Object.keys(genesis.alloc)).to.have.members(addresses);
    for (const { balance, nonce } of Object.values(genesis.alloc)) {
      expect(balance).to.equal("0x0");
      expect(nonce).to.match(/^0x[12]$/);
    }
  });

  it("holds the founders' record, from which the log starts", async () => {
    const { interface: abi } = (await readContracts(hre.artifacts)).ConsortiumRegistry;
    const record = `0x${genesis.alloc[FOUNDING_RECORD.toLowerCase()]?.code.slice(4)}`;
    const founders = abi.deploy.inputs[2];
    if (founders === undefined) throw new Error("The register takes no founders.");
    const [members] = coder.decode([founders], record);
    expect(members.length).to.equal(8);
    expect(members[0].name).to.equal("Nordgrid");
    expect(members[0].legalId).to.equal(id("LEI:EXMP00NORDGRID000050"));
    expect(members[1].capabilities).to.equal(BigInt(CAPABILITIES.bank));
    const simulator = await simulate();
    const { data } = await simulator.call(PREDEPLOYS.registry, abi.encodeFunctionData("logTip"));
    expect(abi.decodeFunctionResult("logTip", data).toArray()).to.deep.equal([0n, 0n, keccak256(record)]);
  });

  it("answers Besu's call from the zero address with the validators, cheaply", async () => {
    const simulator = await simulate();
    const { reverted, data, gasUsed } = await simulator.call(PREDEPLOYS.validatorSet, GET_VALIDATORS);
    expect(reverted).to.equal(false);
    expect(gasUsed < 50_000n, String(gasUsed)).to.equal(true);
    const seats = alliance.members.flatMap(({ nodes }) => nodes).filter(({ seat }) => seat === "validator");
    expect([...coder.decode(["address[]"], data)[0]]).to.deep.equal(seats.map(({ address }) => address));
  });

  it("would answer within a million gas even with a full list", async () => {
    const { ValidatorSet } = await readContracts(hre.artifacts);
    const seats = Array.from({ length: 64 }, (_, index) => [toBeHex(index + 1, 20), index + 1]);
    const parameters = [PREDEPLOYS.directory, PREDEPLOYS.rescueValidatorSet, [4, 20, 1000, 1000], seats];
    const builder = await simulate({ ...genesis, alloc: {} });
    const initCode = concat([ValidatorSet.bytecode, ValidatorSet.interface.encodeDeploy(parameters)]);
    await builder.construct(PREDEPLOYS.validatorSet, initCode);
    const simulator = await simulate({ ...genesis, alloc: await builder.export() });
    const { data, gasUsed } = await simulator.call(PREDEPLOYS.validatorSet, GET_VALIDATORS);
    expect(coder.decode(["address[]"], data)[0].length).to.equal(64);
    expect(gasUsed < 1_000_000n, String(gasUsed)).to.equal(true);
  });

  it("binds signatures to its chain: another id changes two domain separators and nothing else", async () => {
    const other = await buildGenesis(alliance, hre.artifacts, { chainId: 20261 });
    const separator = (name: string, chainId: number, verifyingContract: string) =>
      TypedDataEncoder.hashDomain({ name, version: "1", chainId, verifyingContract }).slice(2);
    for (const [address, account] of Object.entries(genesis.alloc)) {
      const name = { [PREDEPLOYS.registry]: "Registry", [PREDEPLOYS.governor]: "Governor" }[address];
      expect(other.alloc[address]?.storage).to.deep.equal(account.storage);
      if (name === undefined) {
        expect(other.alloc[address]?.code).to.equal(account.code);
        continue;
      }
      const here = separator(`Guildhall Consortium${name}`, 20260, address);
      const there = separator(`Guildhall Consortium${name}`, 20261, address);
      expect(account.code).to.include(here).and.not.include(there);
      expect(other.alloc[address]?.code).to.include(there).and.not.include(here);
    }
  });

  it("founds a rescue list shorter than the floor with a floor of one", async () => {
    const members = alliance.members.map((member, index) => {
      return index === 0
        ? member
        : { ...member, nodes: member.nodes.filter(({ seat }) => seat !== "rescue") };
    });
    const simulator = await simulate(await buildGenesis({ ...alliance, members }, hre.artifacts));
    const { interface: abi } = (await readContracts(hre.artifacts)).ValidatorSet;
    const floors = ["validatorSet", "rescueValidatorSet"] as const;
    const answers = floors.map(async (name) => {
      const { data } = await simulator.call(PREDEPLOYS[name], abi.encodeFunctionData("bounds"));
      return Number(abi.decodeFunctionResult("bounds", data)[0].floor);
    });
    expect(await Promise.all(answers)).to.deep.equal([4, 1]);
  });

  it("is dated 1, since at time 0 the access manager would have no admin", async () => {
    const { ConsortiumAccessManager } = await readContracts(hre.artifacts);
    const { interface: abi, bytecode } = ConsortiumAccessManager;
    const held = async (timestamp: number) => {
      const simulator = await Simulator.create({ chainId: 1, timestamp, gasLimit: 60_000_000 });
      const initCode = concat([bytecode, abi.encodeDeploy([PREDEPLOYS.timelock, []])]);
      await simulator.construct(PREDEPLOYS.accessManager, initCode);
      const call = abi.encodeFunctionData("hasRole", [0, PREDEPLOYS.timelock]);
      const { data } = await simulator.call(PREDEPLOYS.accessManager, call);
      return abi.decodeFunctionResult("hasRole", data)[0] as boolean;
    };
    expect([await held(0), await held(1)]).to.deep.equal([false, true]);
  });

  it("explains what a constructor refuses, with the values and the remedy", async () => {
    const [first, ...others] = alliance.members;
    if (first === undefined) throw new Error("The sample has no members.");
    const members = [first, ...others.map((member) => ({ ...member, legalId: first.legalId }))];
    const error: unknown = await buildGenesis({ ...alliance, members }, hre.artifacts).catch(
      (cause: unknown) => cause,
    );
    expect(String(error)).to.match(
      /^GenesisError: The constructor of ConsortiumRegistry \(registry, 0x0{36}7771\) refuses the alliance: /,
    );
    const digest = id(first.legalId);
    expect(String(error)).to.include(
      `Registry_LegalIdTaken(legalId: ${digest}, orgId: 1). An organisation with this`,
    );
    expect(error)
      .to.have.property("remedy")
      .that.matches(/^Reinstate or update/);
  });

  it("says when the founders are too many for one record", async () => {
    const template = alliance.members[5];
    if (template === undefined) throw new Error("The sample has too few members.");
    const crowd = Array.from({ length: 60 }, (_, index) => ({
      ...template,
      legalId: `REG:${index}`,
      accounts: [{ address: toBeHex(index + 1, 20), rights: ["admin" as const] }],
      nodes: [],
    }));
    const error: unknown = await buildGenesis(
      { ...alliance, members: [...alliance.members, ...crowd] },
      hre.artifacts,
    ).catch(String);
    expect(error).to.match(/ConsortiumRegistry .* refuses .* does not fit into one contract of 24576 bytes/);
  });

  describe("checks", () => {
    type Tamper = (alloc: Genesis["alloc"]) => void;
    const account = (alloc: Genesis["alloc"], address: string) => {
      const found = alloc[address];
      if (found === undefined) throw new Error(`Nothing stands at ${address}.`);
      return found;
    };
    const listBase = keccak256(word(0));
    const second = word(BigInt(listBase) + 1n);
    const proposerRole = id("PROPOSER_ROLE");

    const tampers: [what: string, tamper: Tamper, failure: RegExp][] = [
      ["a contract that is missing", (alloc) => delete alloc[PREDEPLOYS.governor], /alloc lacks 0x0{36}7772/],
      [
        "an account nobody accounts for",
        (alloc) => (alloc[STRANGER] = { balance: "0x0", nonce: "0x1", code: "0x00", storage: {} }),
        /alloc has 0x0+5742a9, which no predeployed/,
      ],
      [
        "a balance",
        (alloc) => (account(alloc, PREDEPLOYS.directory).balance = "0x1"),
        /has a balance of 0x1/,
      ],
      [
        "a contract with nonce 0",
        (alloc) => (account(alloc, PREDEPLOYS.directory).nonce = "0x0"),
        /has nonce 0/,
      ],
      [
        "a contract without code",
        (alloc) => (account(alloc, PREDEPLOYS.directory).code = "0x"),
        /has no code/,
      ],
      [
        "a slot that is zero",
        (alloc) => (account(alloc, PREDEPLOYS.directory).storage[word(99)] = word(0)),
        /has a slot that is not 32 bytes/,
      ],
      [
        "a short slot",
        (alloc) => (account(alloc, PREDEPLOYS.directory).storage["0x01"] = word(1)),
        /has a slot that is not 32 bytes/,
      ],
      [
        "a validator list that reverts",
        (alloc) => (account(alloc, PREDEPLOYS.validatorSet).code = "0x5f5ffd"),
        /validatorSet\.getValidators\(\) reverts/,
      ],
      [
        "a validator list with a hole",
        (alloc) => (account(alloc, PREDEPLOYS.validatorSet).storage[word(0)] = word(7)),
        /validatorSet is empty or holds address zero/,
      ],
      [
        "an empty validator list",
        (alloc) => delete account(alloc, PREDEPLOYS.rescueValidatorSet).storage[word(0)],
        /rescueValidatorSet is empty/,
      ],
      [
        "a validator that stands twice",
        (alloc) => {
          const { storage } = account(alloc, PREDEPLOYS.validatorSet);
          storage[second] = storage[listBase] ?? "";
        },
        /validatorSet holds a validator twice/,
      ],
      [
        "a validator of nobody",
        (alloc) => (account(alloc, PREDEPLOYS.validatorSet).storage[second] = zeroPadValue(STRANGER, 32)),
        /validatorSet holds .*; expected /,
      ],
      [
        "a domain of another contract",
        (alloc) => {
          const domain = { name: "Guildhall ConsortiumRegistry", version: "1", chainId: 20260 };
          const separator = TypedDataEncoder.hashDomain({
            ...domain,
            verifyingContract: PREDEPLOYS.registry,
          });
          const registry = account(alloc, PREDEPLOYS.registry);
          registry.code = registry.code.replaceAll(separator.slice(2), "11".repeat(32));
        },
        /the code of registry lacks the EIP-712 domain separator/,
      ],
      [
        "a name that leads elsewhere",
        (alloc) => {
          const { storage } = account(alloc, PREDEPLOYS.directory);
          const slot = Object.keys(storage).find(
            (key) => storage[key] === zeroPadValue(PREDEPLOYS.governor, 32),
          );
          storage[slot ?? ""] = zeroPadValue(STRANGER, 32);
        },
        /the directory sends "governor" to 0x0+5742a9/i,
      ],
      [
        "a changed founding record",
        (alloc) => {
          const record = account(alloc, FOUNDING_RECORD.toLowerCase());
          record.code = concat([dataSlice(record.code, 0, -1 + record.code.length / 2 - 1), "0x01"]);
        },
        /the log does not start with the digest of the founding record/,
      ],
      [
        "a second proposer at the timelock",
        (alloc) => {
          const slot = slotOf(STRANGER, slotOf(proposerRole, word(0)));
          account(alloc, PREDEPLOYS.timelock).storage[slot] = word(1);
        },
        /timelock: storage has 6 slots and not 5/,
      ],
      [
        "a timelock without a proposer",
        (alloc) => {
          const slot = slotOf(PREDEPLOYS.governor, slotOf(proposerRole, word(0)));
          delete account(alloc, PREDEPLOYS.timelock).storage[slot];
        },
        /timelock: 0x0+7772 lacks PROPOSER_ROLE/,
      ],
      [
        "another delay of the timelock",
        (alloc) => (account(alloc, PREDEPLOYS.timelock).storage[word(2)] = word(60)),
        /timelock: its delay is 60 seconds/,
      ],
      [
        "a second admin of the access manager",
        (alloc) => {
          const { storage } = account(alloc, PREDEPLOYS.accessManager);
          storage[slotOf(STRANGER, slotOf("0x00", word(1)))] = word(1);
        },
        /accessManager: storage has 7 slots and not 6/,
      ],
      [
        "an access manager without admin",
        (alloc) => {
          const slot = slotOf(PREDEPLOYS.timelock, slotOf("0x00", word(1)));
          delete account(alloc, PREDEPLOYS.accessManager).storage[slot];
        },
        /accessManager: the timelock does not hold the admin role/,
      ],
      [
        "an office whose holder is lost",
        (alloc) => {
          const holder = alliance.offices.registrar.holders[0] ?? "";
          delete account(alloc, PREDEPLOYS.accessManager).storage[slotOf(holder, slotOf("0x01", word(1)))];
        },
        /accessManager: 0x70997970\w+ does not hold registrar/,
      ],
    ];
    for (const [what, tamper, failure] of tampers) {
      it(`find ${what}`, async () => {
        const copy = structuredClone(genesis);
        tamper(copy.alloc);
        const failures = await checkGenesis(copy, alliance, await readContracts(hre.artifacts));
        expect(failures.join("\n")).to.match(failure);
      });
    }

    it("find an organisation, account, node or date that differs from the file", async () => {
      const contracts = await readContracts(hre.artifacts);
      const other = structuredClone(alliance);
      const [first, last] = [other.members[0], other.members.pop()];
      if (first?.accounts[0] === undefined || last === undefined) throw new Error("The sample is too small.");
      first.accounts[0].address = STRANGER;
      first.kycExpiresAt += 1;
      expect(await checkGenesis(genesis, other, contracts)).to.deep.equal([
        "the register has 8 organisations; expected 7",
        "an account or node of Nordgrid is lost",
        "Nordgrid has another KYC expiry in the register",
      ]);
    });
  });
});
