import {
  type Alliance,
  type AllianceState,
  aliasOf,
  type MemberState,
  RIGHTS,
} from "@guildhall/sdk/consortium";
import {
  encodeReference,
  type ListedToken,
  listTokens,
  NOTHING_AGREED,
  newUetr,
  type PaymentTerms,
} from "@guildhall/sdk/payments";
import { getAddress, isHexString } from "ethers";
import type { Path } from "../../files/yaml-source.ts";
import type { TermsFile } from "./terms-file.ts";

const SECONDS_PER_DAY = 86_400;

/** Puts the accounts, organisations and tokens of this alliance in the place of the names that a file of terms uses. */
export async function agree(
  file: TermsFile,
  alliance: Alliance,
  state: AllianceState,
): Promise<PaymentTerms> {
  const { data: terms } = file;
  const names = new Names(file, state, await listTokens(alliance));
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
  readonly #tokens: readonly ListedToken[];

  constructor(file: TermsFile, state: AllianceState, tokens: readonly ListedToken[]) {
    this.#file = file;
    this.#state = state;
    this.#tokens = tokens;
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
    const ofCurrency = this.#tokens.filter((token) => token.currency === currency);
    const bank = issuer === undefined ? undefined : this.#find(path, issuer).id;
    const [found, second] = ofCurrency.filter((token) => bank === undefined || token.issuer === bank);
    if (found !== undefined && second === undefined) return found.address;
    const banks = ofCurrency.map((token) => this.#aliasOf(token.issuer)).join(", ") || "none";
    const fault = second === undefined ? `has no ${currency} in the directory` : "has to be named";
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
      throw this.#file.complain(
        path,
        `"${text}" fails its checksum; expected an address typed as it was given`,
      );
    }
  }

  #aliasOf(id: number): string {
    return this.#state.members.find((member) => member.id === id)?.alias ?? String(id);
  }
}
