import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aliasOf } from "@guildhall/sdk/consortium";
import { type BaseWallet, Wallet } from "ethers";
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";

/** Periods that let a vote pass in about a minute on a chain whose time cannot be moved. */
const GOVERNANCE = {
  votingDelaySeconds: 2,
  votingPeriodSeconds: 40,
  timelockDelaySeconds: 4,
  executionPeriodSeconds: 300,
  emergencyPeriodSeconds: 300,
};
const VALIDATOR_SET = { floor: 4, changeIntervalBlocks: 5, livenessWindowBlocks: 64, probationBlocks: 64 };

/** An alliance like the sample's, with keys that nobody else has. */
export interface Trial {
  /** Path of its alliance file. */
  alliance: string;
  /** Path of the applicant's file. */
  applicant: string;
  /** Configuration variables that hold its keys, as tasks look for them. */
  keys: Readonly<Record<string, string>>;
  /** Applicant's first account. */
  applicantAdmin: string;
  /** An account with a key at hand that no member uses. */
  freshAccount: string;
  /** Key of a node that joins later. */
  newcomer: BaseWallet;
  /** Key of a node that takes that one's seat. */
  spare: BaseWallet;
  /** An account without any standing. */
  stranger: BaseWallet;
}

/**
 * Writes the files of a trial alliance: the sample's members under fresh accounts, and short periods.
 *
 * @param root Folder of the project.
 * @param folder Where the files are written; private keys are only returned.
 */
export async function makeTrial(root: string, folder: string): Promise<Trial> {
  await mkdir(folder, { recursive: true });
  const keys: Record<string, string> = {};
  const alliance = parseDocument(await readFile(join(root, "data/alliance.yaml"), "utf8"));
  const renamed = new Map<string, string>();
  for (const member of maps(alliance.get("members"))) renew(member, keys, renamed);
  for (const office of ["registrar", "compliance"]) {
    const holders = alliance.getIn(["offices", office, "holders"]) as YAMLSeq;
    alliance.setIn(
      ["offices", office, "holders"],
      holders.items.map((holder) => renamed.get(String(holder))),
    );
  }
  setAll(alliance, "governance", GOVERNANCE);
  setAll(alliance, "validatorSet", VALIDATOR_SET);

  const applicant = parseDocument(await readFile(join(root, "data/applicant.yaml"), "utf8"));
  renew(applicant.contents as YAMLMap, keys, renamed);
  applicant.set("nodes", []);

  const fresh = keep(keys, Wallet.createRandom());
  const trial = { alliance: join(folder, "alliance.yaml"), applicant: join(folder, "applicant.yaml") };
  await writeFile(trial.alliance, alliance.toString());
  await writeFile(trial.applicant, applicant.toString());
  return {
    ...trial,
    keys,
    applicantAdmin: String(applicant.getIn(["accounts", 0, "address"])),
    freshAccount: fresh.address,
    newcomer: Wallet.createRandom(),
    spare: Wallet.createRandom(),
    stranger: Wallet.createRandom(),
  };
}

/** Gives a member fresh accounts; the first one's key is found under the member's alias. */
function renew(member: YAMLMap, keys: Record<string, string>, renamed: Map<string, string>): void {
  for (const [index, account] of maps(member.get("accounts")).entries()) {
    const wallet = keep(keys, Wallet.createRandom());
    if (index === 0) keys[variableOf(aliasOf(String(member.get("name"))))] = wallet.privateKey;
    renamed.set(String(account.get("address")), wallet.address);
    account.set("address", wallet.address);
  }
}

function keep<W extends BaseWallet>(keys: Record<string, string>, wallet: W): W {
  keys[variableOf(wallet.address.slice(2))] = wallet.privateKey;
  return wallet;
}

function variableOf(name: string): string {
  return `GUILDHALL_KEY_${name.toUpperCase().replaceAll("-", "_")}`;
}

function setAll(document: Document, section: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) document.setIn([section, name], value);
}

function maps(items: unknown): YAMLMap[] {
  return isSeq(items) ? items.items.filter((item): item is YAMLMap => isMap(item)) : [];
}
