import { GuildhallError } from "@guildhall/sdk/errors";

/** The load cannot begin as things stand; nothing of it was sent. */
export class LoadImpossible extends GuildhallError {
  override readonly name = "LoadImpossible";
}
