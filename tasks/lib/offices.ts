import { OFFICE_ROLES, type OfficeName } from "@guildhall/sdk/consortium";
import { TaskError } from "./failure.ts";

/** An office by its name. */
export function parseOffice(text: string): OfficeName {
  if (Object.hasOwn(OFFICE_ROLES, text)) return text as OfficeName;
  throw new TaskError(
    `There is no office "${text}".`,
    `The offices are ${Object.keys(OFFICE_ROLES).join(", ")}.`,
  );
}
