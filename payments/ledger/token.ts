import { type ISettlementToken, ISettlementToken__factory } from "@guildhall/sdk";
import { type Alliance, readDirectory } from "@guildhall/sdk/consortium";
import { GuildhallError } from "@guildhall/sdk/errors";

/** It is not clear which money is meant. */
export class WhichToken extends GuildhallError {
  override readonly name = "WhichToken";
  constructor(currency: string, issuers: readonly string[]) {
    super(
      issuers.length === 0
        ? `No bank of the alliance issues ${currency}: the directory has no entry "token:${currency}:<bank>".`
        : `${issuers.length} banks issue ${currency}.`,
      issuers.length === 0
        ? "Name the token's address, or have it entered in the directory."
        : `Name the bank that is meant: ${issuers.join(", ")}.`,
      { currency, issuers },
    );
  }
}

/**
 * The money of a currency: the contract at `address`, else the one that the directory lists, of the bank named if there are
 * several.
 *
 * @param issuer Number of the bank.
 * @throws WhichToken.
 */
export async function findToken(
  { directory }: Alliance,
  currency: string,
  { address, issuer }: { address?: string | undefined; issuer?: number | undefined } = {},
): Promise<ISettlementToken> {
  if (address !== undefined) return ISettlementToken__factory.connect(address, directory.runner);
  const prefix = `token:${currency}:`;
  const listed = [...(await readDirectory(directory))].filter(([name]) => name.startsWith(prefix));
  const meant = issuer === undefined ? listed : listed.filter(([name]) => name === `${prefix}${issuer}`);
  const [found, second] = meant;
  if (found === undefined || second !== undefined) {
    throw new WhichToken(
      currency,
      listed.map(([name]) => name.slice(prefix.length)),
    );
  }
  return ISettlementToken__factory.connect(found[1], directory.runner);
}
