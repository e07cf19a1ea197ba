import { OFFICE_ROLES, type OfficeName, PREDEPLOYS, type PredeployName } from "@guildhall/sdk/consortium";
import {
  encodeBytes32String,
  getAddress,
  getCreateAddress,
  id,
  keccak256,
  TypedDataEncoder,
  ZeroAddress,
} from "ethers";
import type { Alliance } from "../alliance.ts";
import { DIRECTORY_NAMES, PREDEPLOY_CONTRACTS } from "../predeploys.ts";
import type { Contracts } from "./artifacts.ts";
import { type Alloc, GENESIS_TIMESTAMP, type Genesis } from "./besu.ts";
import { OFFICE_FUNCTIONS, seatsOf } from "./founding.ts";
import { Simulator } from "./simulator.ts";

/** Gas that a read of the validators may cost; Besu grants 16,777,216 and halts for good beyond. */
export const VALIDATORS_GAS = 1_000_000n;

/** Selector of `getValidators()`, all that Besu asks a validator contract. */
export const SELECTOR_GET_VALIDATORS = "0xb7ab4db5";

/** Domain names under which the contracts sign (EIP-712). */
const DOMAIN_NAMES = {
  registry: "Guildhall ConsortiumRegistry",
  governor: "Guildhall ConsortiumGovernor",
} as const;

/** Asks a predeployed contract of the exported state; fails with its error when it reverts. */
type Ask = (name: PredeployName, signature: string, ...parameters: unknown[]) => Promise<unknown[]>;

type Fail = (message: string) => void;

/**
 * Examines a finished genesis the way a node will use it: loads its alloc into a fresh EVM and asks the
 * contracts there.
 *
 * @returns What is wrong with it; empty if nothing.
 */
export async function checkGenesis(
  genesis: Genesis,
  alliance: Alliance,
  contracts: Contracts,
): Promise<string[]> {
  const failures: string[] = [];
  const fail: Fail = (message) => failures.push(message);
  checkAlloc(genesis.alloc, fail);
  if (failures.length > 0) return failures;
  const { chainId } = genesis.config;
  const block = { chainId, timestamp: GENESIS_TIMESTAMP, gasLimit: Number(genesis.gasLimit) };
  const simulator = await Simulator.create(block, genesis.alloc);
  const ask = asker(simulator, contracts);
  await checkValidators(simulator, alliance, ask, fail);
  checkDomains(genesis, fail);
  await checkDirectory(ask, fail);
  await checkRegister(alliance, genesis.alloc, ask, fail);
  await checkTimelock(alliance, genesis.alloc, ask, fail);
  await checkOffices(alliance, genesis.alloc, ask, fail);
  return failures;
}

/** The address at which the register's constructor puts the founding record. */
export const FOUNDING_RECORD = getCreateAddress({ from: PREDEPLOYS.registry, nonce: 1 });

function checkAlloc(alloc: Alloc, fail: Fail): void {
  const expected = [...Object.values(PREDEPLOYS), FOUNDING_RECORD].map((address) => address.toLowerCase());
  const present = Object.keys(alloc);
  for (const address of expected.filter((each) => !present.includes(each))) fail(`alloc lacks ${address}`);
  for (const address of present.filter((each) => !expected.includes(each))) {
    fail(`alloc has ${address}, which no predeployed contract accounts for`);
  }
  for (const [address, { balance, nonce, code, storage }] of Object.entries(alloc)) {
    if (balance !== "0x0") fail(`${address} has a balance of ${balance}`);
    if (BigInt(nonce) === 0n) fail(`${address} has nonce 0; a contract's starts at 1`);
    if (code === "0x") fail(`${address} has no code`);
    for (const [slot, value] of Object.entries(storage)) {
      if (isWord(slot) && isWord(value) && BigInt(value) !== 0n) continue;
      fail(`${address} has a slot that is not 32 bytes to 32 bytes, or zero: ${slot}: ${value}`);
    }
  }
}

async function checkValidators(
  simulator: Simulator,
  { members }: Alliance,
  ask: Ask,
  fail: Fail,
): Promise<void> {
  for (const [name, seat] of [
    ["validatorSet", "validator"],
    ["rescueValidatorSet", "rescue"],
  ] as const) {
    const { reverted, gasUsed } = await simulator.call(PREDEPLOYS[name], SELECTOR_GET_VALIDATORS);
    if (reverted) {
      fail(`${name}.getValidators() reverts, which would halt the chain`);
      continue;
    }
    const [validators] = (await ask(name, "getValidators")) as [string[]];
    const expected = seatsOf(members, seat).map(({ validator }) => validator);
    if (String(validators) !== String(expected)) fail(`${name} holds ${validators}; expected ${expected}`);
    if (new Set(validators).size !== validators.length) fail(`${name} holds a validator twice`);
    if (validators.length === 0 || validators.includes(ZeroAddress))
      fail(`${name} is empty or holds address zero`);
    if (gasUsed >= VALIDATORS_GAS)
      fail(`${name}.getValidators() takes ${gasUsed} gas; expected < ${VALIDATORS_GAS}`);
  }
}

/**
 * The domain separator is cached as an immutable when the constructor runs; it must be that of the final
 * place.
 */
function checkDomains({ config, alloc }: Genesis, fail: Fail): void {
  for (const [name, domainName] of Object.entries(DOMAIN_NAMES) as [keyof typeof DOMAIN_NAMES, string][]) {
    const verifyingContract = PREDEPLOYS[name];
    const domain = { name: domainName, version: "1", chainId: config.chainId, verifyingContract };
    const separator = TypedDataEncoder.hashDomain(domain);
    if (alloc[verifyingContract]?.code.includes(separator.slice(2)) === true) continue;
    fail(`the code of ${name} lacks the EIP-712 domain separator of its address on chain ${config.chainId}`);
  }
}

async function checkDirectory(ask: Ask, fail: Fail): Promise<void> {
  for (const name of DIRECTORY_NAMES) {
    const [target] = await ask("directory", "addressOf", encodeBytes32String(name));
    if (target !== getAddress(PREDEPLOYS[name])) fail(`the directory sends "${name}" to ${target}`);
  }
  const [entries] = (await ask("directory", "entries")) as [unknown[]];
  if (entries.length !== DIRECTORY_NAMES.length) fail(`the directory has ${entries.length} entries`);
  for (const name of ["directory", "registry", "governor"] as const) {
    const [timelock] = await ask(name, "timelock");
    if (timelock !== getAddress(PREDEPLOYS.timelock)) fail(`${name} obeys ${timelock} and not the timelock`);
  }
}

async function checkRegister({ members }: Alliance, alloc: Alloc, ask: Ask, fail: Fail): Promise<void> {
  const [count] = await ask("registry", "organisationCount");
  if (count !== BigInt(members.length))
    fail(`the register has ${count} organisations; expected ${members.length}`);
  for (const [index, { name, accounts, nodes, kycExpiresAt }] of members.entries()) {
    const orgId = BigInt(index + 1);
    const answers = [
      ...accounts.map(({ address }) => ask("registry", "organisationOfAccount", address)),
      ...nodes.map(({ address }) => ask("registry", "organisationOfNode", address)),
    ];
    if ((await Promise.all(answers)).some(([owner]) => owner !== orgId))
      fail(`an account or node of ${name} is lost`);
    const [record] = (await ask("registry", "organisationOf", orgId)) as [{ kycExpiresAt: bigint }];
    if (record.kycExpiresAt !== BigInt(kycExpiresAt)) fail(`${name} has another KYC expiry in the register`);
  }
  const [record] = await ask("registry", "foundingRecord");
  const [, , head] = await ask("registry", "logTip");
  const founding = alloc[FOUNDING_RECORD.toLowerCase()]?.code ?? "0x";
  if (record !== FOUNDING_RECORD) fail(`the register seeks the founding record at ${record}`);
  if (head !== keccak256(`0x${founding.slice(4)}`))
    fail("the log does not start with the digest of the founding record");
}

/**
 * The timelock holds its own admin role, the governor the three others, and storage has room for no further
 * grant.
 */
async function checkTimelock({ governance }: Alliance, alloc: Alloc, ask: Ask, fail: Fail): Promise<void> {
  const grants = [
    ["DEFAULT_ADMIN_ROLE", `0x${"00".repeat(32)}`, PREDEPLOYS.timelock],
    ...["PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"].map((role) => [
      role,
      id(role),
      PREDEPLOYS.governor,
    ]),
  ];
  for (const [role, roleId, holder] of grants) {
    const [held] = await ask("timelock", "hasRole", roleId, holder);
    if (held !== true) fail(`timelock: ${holder} lacks ${role}`);
  }
  const [delay] = await ask("timelock", "getMinDelay");
  if (delay !== BigInt(governance.timelockDelaySeconds)) fail(`timelock: its delay is ${delay} seconds`);
  const slots = grants.length + (governance.timelockDelaySeconds === 0 ? 0 : 1);
  requireSlots("timelock", slots, alloc, fail);
}

/** The timelock is the only admin of the access manager, and the offices are held as the alliance says. */
async function checkOffices({ offices }: Alliance, alloc: Alloc, ask: Ask, fail: Fail): Promise<void> {
  const [isAdmin, adminDelay] = await ask("accessManager", "hasRole", 0n, PREDEPLOYS.timelock);
  if (isAdmin !== true || adminDelay !== 0n)
    fail("accessManager: the timelock does not hold the admin role at once");
  let grants = 1;
  let functions = 0;
  for (const [name, { holders, delaySeconds }] of Object.entries(offices)) {
    const office = name as OfficeName;
    grants += holders.length;
    functions += OFFICE_FUNCTIONS[office].length;
    for (const holder of holders) {
      const [isHolder, delay] = await ask("accessManager", "hasRole", OFFICE_ROLES[office], holder);
      if (isHolder !== true || delay !== BigInt(delaySeconds))
        fail(`accessManager: ${holder} does not hold ${office}`);
    }
  }
  requireSlots("accessManager", grants + functions, alloc, fail);
}

function requireSlots(name: PredeployName, expected: number, alloc: Alloc, fail: Fail): void {
  const slots = Object.keys(alloc[PREDEPLOYS[name]]?.storage ?? {}).length;
  if (slots !== expected)
    fail(`${name}: storage has ${slots} slots and not ${expected}, so someone holds more`);
}

function asker(simulator: Simulator, contracts: Contracts): Ask {
  return async (name, signature, ...parameters) => {
    const { interface: abi } = contracts[PREDEPLOY_CONTRACTS[name]];
    const outcome = await simulator.call(PREDEPLOYS[name], abi.encodeFunctionData(signature, parameters));
    if (outcome.reverted)
      throw new Error(`${name}.${signature} reverts with ${outcome.data} on the finished genesis.`);
    return [...abi.decodeFunctionResult(signature, outcome.data)];
  };
}

function isWord(text: string): boolean {
  return /^0x[0-9a-f]{64}$/.test(text);
}
