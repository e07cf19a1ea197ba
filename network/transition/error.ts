import { GuildhallError } from "@guildhall/sdk/errors";

/** A change of the rules of a network that would not do what it is meant to do, or would harm the chain. */
export class TransitionRefused extends GuildhallError {
  override readonly name = "TransitionRefused";
}
