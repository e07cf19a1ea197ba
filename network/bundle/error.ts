import { GuildhallError } from "@guildhall/sdk/errors";

/** A bundle cannot be made as asked, or not over what lies in its folder. */
export class BundleError extends GuildhallError {
  override readonly name = "BundleError";
}
