import {
  type Alliance,
  type AllianceState,
  aliasOf,
  type MemberState,
  RIGHTS,
  readDirectory,
} from "@guildhall/sdk/consortium";
import { encodeReference, NOTHING_AGREED, newUetr, type PaymentTerms } from "@guildhall/sdk/payments";
import { getAddress, isHexString } from "ethers";
import type { Path } from "../../network/alliance/yaml-source.ts";
import type { TermsFile } from "./terms-file.ts";

const SECONDS_PER_DAY = 86_400;

/** Puts the accounts, organisations and tokens of this alliance in the place of the names that a file of terms uses. */
export async function agree(file: TermsFile, alliance: Alliance, state: AllianceState): Promise<PaymentTerms> {
  const { terms } = file;
  const names = new Names(file, state, await readDirectory(alliance.directory));
  const { arbiter, fee, payout } = terms;
  return {
    ...NOTHING_AGREED,
    payer: names.account(["payer"], terms.payer),
    payee: names.account(["payee"], terms.payee),
    agent: names.member(["agent"], terms.agent),
    token: names.token(["issuer"], terms.amount.currency, terms.issuer),
    amountMinor: terms.amount.amountMinor,
    authoriseBefore: terms.authoriseBefore,
    captureBefore: terms.captureBefore,
    refundBefore: terms.refundBefore,
    ...(arbiter && {
      arbiter: names.member(["arbiter", "member"], arbiter.member),
      disputeSeconds: arbiter.days * SECONDS_PER_DAY,
      disputeDefaultsToPayee: arbiter.default === "payee",
    }),
    ...(fee && { minFeeBps: fee.least, maxFeeBps: fee.most }),
    ...(fee?.receiver && { feeReceiver: names.account(["fee", "receiver"], fee.receiver) }),
    ...(payout && {
      payoutToken: names.token(["payout", "issuer"], payout.least.currency, payout.issuer),
      minPayoutMinor: payout.least.amountMinor,
    }),
    ...(terms.order && { orderId: terms.order }),
    paymentReference: encodeReference({ uetr: terms.uetr ?? newUetr(), reason: terms.purpose }),
    shares: (terms.shares ?? []).map(({ beneficiary, parts, amount }, index) => ({
      beneficiary: names.account(["shares", index, "beneficiary"], beneficiary),
      parts: amount?.amountMinor ?? BigInt(parts ?? 0),
    })),
    milestones: (terms.milestones ?? []).map(({ amount, attester, evidence }, index) => ({
      amountMinor: amount.amountMinor,
      attester: names.member(["milestones", index, "attester"], attester),
      evidence: evidence ?? NOTHING_AGREED.orderId,
    })),
  };
}

/** Looks up what a file calls by name, and complains where the file does. */
class Names {
  readonly #file: TermsFile;
  readonly #state: AllianceState;
  readonly #directory: ReadonlyMap<string, string>;

  constructor(file: TermsFile, state: AllianceState, directory: ReadonlyMap<string, string>) {
    this.#file = file;
    this.#state = state;
    this.#directory = directory;
  }

  /** Number of a member; 0 where none is named. */
  member(path: Path, alias: string | undefined): number {
    return alias === undefined ? 0 : this.#find(path, alias).id;
  }

  /** The account itself, or a member's first account that does business. */
  account(path: Path, name: string): string {
    if (isHexString(name, 20)) return this.#address(path, name);
    const { accounts } = this.#find(path, name);
    const first = accounts.find(
      ({ rights, frozenByCompliance, frozenByOrganisation }) =>
        (rights & RIGHTS.operator) !== 0 && !frozenByCompliance && !frozenByOrganisation,
    );
    if (first === undefined)
      throw this.#file.complain(path, `"${name}" has no account that does business; expected one`);
    return first.address;
  }

  /** The money of a bank, or of the only bank that has this currency. */
  token(path: Path, currency: string, issuer: string | undefined): string {
    const listed = [...this.#directory].filter(([entry]) => entry.startsWith(`token:${currency}:`));
    const wanted = issuer === undefined ? undefined : `token:${currency}:${this.#find(path, issuer).id}`;
    const found = wanted === undefined ? listed : listed.filter(([entry]) => entry === wanted);
    const [first] = found;
    if (first !== undefined && found.length === 1) return first[1];
    const banks = listed.map(([entry]) => this.#aliasOf(Number(entry.split(":")[2]))).join(", ") || "none";
    const fault = found.length > 1 ? "has to be named" : `has no ${currency} in the directory`;
    throw this.#file.complain(path, `${issuer ?? "the bank"} ${fault}; expected one of ${banks}`);
  }

  #find(path: Path, alias: string): MemberState {
    const found = this.#state.members.find((member) => member.alias === aliasOf(alias));
    if (found !== undefined) return found;
    const known = this.#state.members.map((member) => member.alias).join(", ");
    throw this.#file.complain(path, `"${alias}" is no member; expected one of ${known}`);
  }

  #address(path: Path, text: string): string {
    try {
      return getAddress(text);
    } catch {
      throw this.#file.complain(path, `"${text}" fails its checksum; expected an address typed as it was given`);
    }
  }

  #aliasOf(id: number): string {
    return this.#state.members.find((member) => member.id === id)?.alias ?? String(id);
  }
}

