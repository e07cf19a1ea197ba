import { GuildhallError } from "@guildhall/sdk/errors";

/** Block 0 cannot be built from this alliance. */
export class GenesisError extends GuildhallError {
  override readonly name = "GenesisError";
}
