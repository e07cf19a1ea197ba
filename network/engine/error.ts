import { GuildhallError } from "@guildhall/sdk/errors";

/** A network cannot be started, stopped, backed up or restored as asked. */
export class EngineError extends GuildhallError {
  override readonly name = "EngineError";
}
