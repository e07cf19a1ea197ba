import { type Alliance, connectAlliance, PREDEPLOYS, signValidatorProof } from "@guildhall/sdk/consortium";
import { BrowserProvider, type HDNodeWallet, JsonRpcSigner, Wallet } from "ethers";
import hre from "hardhat";
import { readAlliance } from "../../network/alliance.ts";
import { loadAlloc, type Provider } from "../../network/embedded-chain/load.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { readValidators } from "../../network/proposers.ts";
import { faultToleranceOf, QbftNetwork } from "../model/qbft.ts";

/** Blocks that evidence of life stays good; the least that the contract takes. */
export const LIVENESS_WINDOW = 64;

/** A registered node that is no validator, and who runs it. */
interface Spare {
  key: HDNodeWallet;
  orgId: number;
  admin: JsonRpcSigner;
}

/** A change of the set, ready to be sent. */
export type Operation = () => Promise<void>;

/**
 * The real contracts on a simulated chain whose blocks are sealed only if, and by whom, the model of QBFT says so.
 *
 * Each block is proposed by the model's next proposer; when too few validators run, no block comes and `seal` says so.
 */
export class Drill {
  readonly network = new QbftNetwork();
  readonly provider: Provider;
  readonly alliance: Alliance;
  validators: string[];
  readonly #browser: BrowserProvider;
  readonly #spares: Spare[] = [];
  readonly #owners = new Map<string, Spare>();

  private constructor(
    provider: Provider,
    browser: BrowserProvider,
    alliance: Alliance,
    validators: string[],
  ) {
    this.provider = provider;
    this.#browser = browser;
    this.alliance = alliance;
    this.validators = validators;
    for (const validator of validators) this.network.start(validator);
  }

  /** Founds the sample alliance with a short liveness window and gives each of the first six members spare nodes. */
  static async create(sparesPerMember: number): Promise<Drill> {
    const sample = await readAlliance("data/alliance.yaml");
    const validatorSet = {
      floor: 4,
      changeIntervalBlocks: 1,
      livenessWindowBlocks: LIVENESS_WINDOW,
      probationBlocks: LIVENESS_WINDOW,
    };
    const connection = await hre.network.create();
    const genesis = await buildGenesis({ ...sample, validatorSet }, hre.artifacts);
    await loadAlloc(connection.provider, genesis.alloc);
    const browser = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    const alliance = await connectAlliance(browser);
    const drill = new Drill(
      connection.provider,
      browser,
      alliance,
      await readValidators(connection.provider),
    );
    await connection.provider.request({
      method: "hardhat_impersonateAccount",
      params: [PREDEPLOYS.timelock],
    });
    for (const [index, member] of sample.members.slice(0, 6).entries()) {
      const admin = await browser.getSigner(member.accounts[0]?.address ?? "");
      for (let spare = 0; spare < sparesPerMember; ++spare) await drill.#register(index + 1, admin, spare);
    }
    return drill;
  }

  /** Validators that are down. */
  get down(): string[] {
    return this.network.down(this.validators);
  }

  /** Whether one more validator may crash without exceeding what QBFT tolerates. */
  get mayCrash(): boolean {
    return this.down.length < faultToleranceOf(this.validators.length);
  }

  get spares(): readonly string[] {
    return this.#spares.map(({ key }) => key.address);
  }

  /** Whether every validator that the contract counts as live really runs. */
  async isEvidenceTrue(): Promise<boolean> {
    const live = await Promise.all(
      this.validators.map((validator) => this.alliance.validatorSet.isLive(validator)),
    );
    return this.validators.every((validator, index) => !live[index] || this.network.isUp(validator));
  }

  /** Seals the next block with whatever `send` sends; false when the network stalls. */
  async seal(send: () => Promise<unknown>): Promise<boolean> {
    const turn = this.network.nextTurn(this.validators);
    if (turn === undefined) return false;
    await this.provider.request({ method: "hardhat_setCoinbase", params: [turn.proposer] });
    await send();
    this.validators = await readValidators(this.provider);
    return true;
  }

  /** Seals blocks that record their proposers. */
  async poke(blocks: number): Promise<void> {
    const poker = await this.#browser.getSigner(0);
    const set = this.alliance.validatorSet.connect(poker);
    for (let block = 0; block < blocks; ++block) await this.seal(() => set.poke({ gasPrice: 0n }));
  }

  /** Lets all evidence lapse and collects it anew, so that the contract knows who really lives. */
  async settle(): Promise<void> {
    await this.provider.request({
      method: "hardhat_mine",
      params: [`0x${(LIVENESS_WINDOW + 1).toString(16)}`],
    });
    await this.poke(2 * this.validators.length);
  }

  /** Appoints a spare node as the timelock would after a vote. */
  async appoint(validator: string): Promise<Operation> {
    const spare = this.#spareOf(validator);
    const set = PREDEPLOYS.validatorSet;
    const proof = await this.#proofOf(spare);
    const registry = this.alliance.registry.connect(this.#timelock());
    return async () => {
      await registry.appointValidator(set, spare.orgId, validator, proof.deadline, proof.signature, {
        gasPrice: 0n,
      });
      this.#take(spare);
    };
  }

  /** Retires a validator as the timelock would after a vote. */
  async retire(validator: string): Promise<Operation> {
    const registry = this.alliance.registry.connect(this.#timelock());
    return async () => {
      await registry.retireValidator(PREDEPLOYS.validatorSet, validator, { gasPrice: 0n });
      this.#giveBack(validator);
    };
  }

  /** Swaps a validator for a spare node of the same organisation; undefined when it has none. */
  async swap(validator: string): Promise<Operation | undefined> {
    const { orgId } = await this.alliance.validatorSet.validatorOf(validator);
    const spare = this.#spares.find((each) => BigInt(each.orgId) === orgId);
    if (spare === undefined) return undefined;
    const proof = await this.#proofOf(spare);
    const registry = this.alliance.registry.connect(spare.admin);
    const { address } = spare.key;
    return async () => {
      const { deadline, signature } = proof;
      await registry.swapValidator(PREDEPLOYS.validatorSet, validator, address, deadline, signature, {
        gasPrice: 0n,
      });
      this.#take(spare);
      this.#giveBack(validator);
    };
  }

  /** Ejects a validator, which anyone may try. */
  async eject(validator: string): Promise<Operation> {
    const registry = this.alliance.registry.connect(await this.#browser.getSigner(0));
    return async () => {
      await registry.ejectValidator(PREDEPLOYS.validatorSet, validator, { gasPrice: 0n });
      this.#giveBack(validator);
    };
  }

  async #register(orgId: number, admin: JsonRpcSigner, spare: number): Promise<void> {
    const key = Wallet.createRandom();
    const publicKey = `0x${key.signingKey.publicKey.slice(4)}`;
    await this.alliance.registry
      .connect(admin)
      .addNode(publicKey, `10.0.${orgId}.${spare}:30303`, { gasPrice: 0n });
    this.#spares.push({ key, orgId, admin });
  }

  async #proofOf({ key, orgId }: Spare) {
    const proof = { orgId, validator: key.address, set: PREDEPLOYS.validatorSet };
    return signValidatorProof(key.connect(this.#browser), this.alliance.registry, proof);
  }

  #spareOf(validator: string): Spare {
    const spare = this.#spares.find(({ key }) => key.address === validator);
    if (spare === undefined) throw new Error(`${validator} is no spare node`);
    return spare;
  }

  #take(spare: Spare): void {
    this.#spares.splice(this.#spares.indexOf(spare), 1);
    this.#owners.set(spare.key.address, spare);
  }

  #giveBack(validator: string): void {
    const spare = this.#owners.get(validator);
    if (spare !== undefined) this.#spares.push(spare);
  }

  #timelock(): JsonRpcSigner {
    return new JsonRpcSigner(this.#browser, PREDEPLOYS.timelock);
  }
}
