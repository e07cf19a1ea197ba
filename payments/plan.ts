import { join } from "node:path";
import { aliasOf } from "@guildhall/sdk/consortium";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { field, integer, list, section } from "../files/fields.ts";
import { readYamlFile } from "../files/input-file.ts";
import { exponentOf } from "./money.ts";

/** A member as the plan needs it. */
export interface Issuer {
  readonly id: number;
  readonly alias: string;
}

/** One bank's money in one currency. */
export interface TokenPlan {
  readonly currency: string;
  /** Decimals of its minor unit. */
  readonly exponent: number;
  /** Number of the bank in the register. */
  readonly issuer: number;
  readonly name: string;
  readonly symbol: string;
}

/** How obligations are netted; seconds and counts as in `INettingCycle.Schedule`. */
export interface NettingPlan {
  readonly currencies: readonly {
    readonly currency: string;
    readonly issuer: number;
    readonly weight: number;
  }[];
  readonly cutOffEverySeconds: number;
  readonly cutOffOffsetSeconds: number;
  readonly proposalSeconds: number;
  readonly turnSeconds: number;
  readonly lifetimeCycles: number;
}

/** What the payments room deploys. */
export interface PaymentsPlan {
  readonly tokens: readonly TokenPlan[];
  readonly netting: NettingPlan;
}

const MOST_CURRENCIES_NETTED = 16;

/**
 * Reads the file that says which money is issued and how it is netted.
 *
 * @param path As it shall appear in findings.
 * @param members Of the alliance; issuers are named by their aliases.
 * @throws InputFileError with every finding.
 */
export async function readPaymentsPlan(path: string, members: readonly Issuer[]): Promise<PaymentsPlan> {
  const { data } = await readYamlFile(path, plan(members), {
    sound: ({ tokens, netting }, report) => {
      tokens.forEach((token, index) => {
        if (tokens.slice(0, index).some((earlier) => keyOf(earlier) === keyOf(token)))
          report(["tokens", index], `is a second ${token.currency} of the same bank; expected each once`);
      });
      netting.currencies.forEach((currency, index) => {
        const path = ["netting", "currencies", index];
        if (!tokens.some((token) => keyOf(token) === keyOf(currency)))
          report(path, `is money that this file does not issue; expected one of the tokens above`);
        // Obligations name a currency and no bank.
        if (netting.currencies.slice(0, index).some((earlier) => earlier.currency === currency.currency))
          report(path, `is a second ${currency.currency}; expected each currency once`);
      });
      if (netting.currencies.length > MOST_CURRENCIES_NETTED)
        report(["netting", "currencies"], `has ${netting.currencies.length} entries; expected at most 16`);
      if (netting.cutOffOffsetSeconds >= netting.cutOffEverySeconds)
        report(
          ["netting", "cutOffOffsetSeconds"],
          "is a period or more; expected less than cutOffEverySeconds",
        );
      if (netting.proposalSeconds + 4 * netting.turnSeconds > netting.cutOffEverySeconds)
        report(
          ["netting", "turnSeconds"],
          "leaves no time; expected proposalSeconds and four turns within cutOffEverySeconds",
        );
    },
  });
  return data;
}

/** The plan of the project. */
export function defaultPlanFile({ config }: HardhatRuntimeEnvironment): string {
  return join(config.paths.root, "data/payments.yaml");
}

/** The name under which the directory lists a token, such as `token:EUR:2`. */
export function directoryNameOf({ currency, issuer }: Pick<TokenPlan, "currency" | "issuer">): string {
  return `token:${currency}:${issuer}`;
}

function keyOf({ currency, issuer }: { currency: string; issuer: number }): string {
  return `${currency}:${issuer}`;
}

function plan(members: readonly Issuer[]) {
  const issuer = field("the alias of a member, such as aurum-bank", (text) => {
    const member = members.find(({ alias }) => alias === aliasOf(text));
    if (member === undefined) throw new Error("is no member of this alliance");
    return member.id;
  });
  const currency = field("three letters of ISO 4217, such as EUR", (text) => {
    exponentOf(text);
    return text;
  });
  const token = section({ currency, issuer, name: words(64), symbol: words(16) }).transform((file) => ({
    ...file,
    exponent: exponentOf(file.currency),
  }));
  return section({
    tokens: list(token, "tokens"),
    netting: section({
      currencies: list(section({ currency, issuer, weight: integer(1, 1e15, "units") }), "currencies"),
      cutOffEverySeconds: integer(60, 31 * 86_400, "seconds"),
      cutOffOffsetSeconds: integer(0, 31 * 86_400, "seconds"),
      proposalSeconds: integer(1, 86_400, "seconds"),
      turnSeconds: integer(1, 86_400, "seconds"),
      lifetimeCycles: integer(1, 65_535, "cycles"),
    }),
  });
}

function words(most: number) {
  return field(`1 to ${most} characters of ASCII`, (text) => {
    if (!/^[ -~]+$/.test(text) || text.length > most) throw new Error("is too long or has other characters");
    return text;
  });
}
