import { ErrorFragment, type JsonFragment, ParamType } from "ethers";
import { openzeppelinErrors } from "../openzeppelin-errors.ts";
import { compare, type ErrorDeclaration, type PublishedContract } from "./contracts.ts";
import { type GeneratedFiles, HEADER } from "./files.ts";

/** One entry of the catalogue. */
export interface CatalogueEntry {
  selector: string;
  name: string;
  signature: string;
  inputs: { name: string; type: string; internalType: string }[];
  contract: string;
  /** Whether the error is ours or comes from a package. */
  own: boolean;
  why: string;
  remedy: string;
}

type Explanation = Pick<CatalogueEntry, "why" | "remedy">;

/**
 * Collects every custom error that the published contracts can revert with, each once, sorted by contract and
 * signature, our own first.
 *
 * @throws Error listing all defects: an own error without `@notice` or `@custom:remedy`, an OpenZeppelin
 * error without an entry in the table, an entry of the table that nothing uses, or one selector with two
 * meanings.
 */
export function errorCatalogue(
  contracts: readonly PublishedContract[],
  declarations: ReadonlyMap<string, ErrorDeclaration[]>,
  packageErrors: Readonly<Record<string, Explanation>> = openzeppelinErrors,
): CatalogueEntry[] {
  const defects = new Set<string>();
  const entries = new Map<string, CatalogueEntry>();
  const unused = new Set(Object.keys(packageErrors));

  for (const contract of contracts) {
    for (const item of contract.abi.filter(({ type }) => type === "error")) {
      const { selector, signature } = identify(item);
      const places = declarations.get(selector) ?? [];
      const own = places.some((place) => place.own);
      const explanation = own ? explainOwn(contract, signature) : packageErrors[signature];
      unused.delete(signature);
      if (explanation === undefined) {
        defects.add(
          own
            ? `${contract.name}: error ${signature} needs @notice (why) and @custom:remedy (what to do)`
            : `${contract.name}: error ${signature} needs an entry in scripts/openzeppelin-errors.ts`,
        );
        continue;
      }
      const entry = {
        selector,
        name: item.name ?? "",
        signature,
        inputs: inputsOf(item),
        contract: places[0]?.contract ?? contract.name,
        own,
        ...explanation,
      };
      const known = entries.get(selector);
      if (known === undefined) entries.set(selector, entry);
      else if (meaning(known) !== meaning(entry)) {
        defects.add(`${selector} has two meanings: ${meaning(known)} / ${meaning(entry)}`);
      }
    }
  }
  for (const signature of unused) {
    defects.add(`scripts/openzeppelin-errors.ts: ${signature} is not an error of any published contract`);
  }
  if (defects.size > 0) throw new Error([...defects].sort().join("\n"));
  return [...entries.values()].sort(
    (a, b) =>
      Number(b.own) - Number(a.own) || compare(a.contract, b.contract) || compare(a.signature, b.signature),
  );
}

/** The catalogue as the SDK imports it. */
export function renderErrorCatalogue(catalogue: readonly CatalogueEntry[]): GeneratedFiles {
  const items = catalogue.map(({ own: _, ...entry }) => `  ${JSON.stringify(entry)},\n`).join("");
  const content = `${HEADER}
import type { CataloguedError } from "../errors/catalogue.ts";

/** Every custom error that a contract of the alliance can revert with. */
export const errorCatalogue: readonly CataloguedError[] = [
${items}];
`;
  return new Map([["sdk/src/generated/errors.ts", content]]);
}

function identify(item: JsonFragment): { selector: string; signature: string } {
  const fragment = ErrorFragment.from(item);
  return { selector: fragment.selector, signature: fragment.format("sighash") };
}

function explainOwn({ userdoc, devdoc }: PublishedContract, signature: string): Explanation | undefined {
  const why = soleText(userdoc.errors?.[signature]?.map(({ notice }) => notice));
  const remedy = soleText(devdoc.errors?.[signature]?.map((doc) => doc["custom:remedy"]));
  return why === undefined || remedy === undefined ? undefined : { why, remedy };
}

/** The one text that all declarations of an error share, on one line. */
function soleText(texts: readonly (string | undefined)[] = []): string | undefined {
  const distinct = new Set(texts.map((text) => text?.replaceAll(/\s+/g, " ").trim()));
  const [only] = distinct;
  return distinct.size === 1 && only !== "" ? only : undefined;
}

function inputsOf(item: JsonFragment): CatalogueEntry["inputs"] {
  return (item.inputs ?? []).map(({ name = "", internalType = "", ...input }) => {
    return { name, type: ParamType.from(input).format("full"), internalType };
  });
}

function meaning({ signature, why, remedy }: CatalogueEntry): string {
  return `${signature} "${why}" "${remedy}"`;
}
