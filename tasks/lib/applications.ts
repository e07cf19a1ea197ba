import { aliasOf, CAPABILITIES, namesOf, type PendingApplication } from "@guildhall/sdk/consortium";
import type { Member } from "../../network/alliance.ts";
import { TaskError } from "./failure.ts";
import { time } from "./output.ts";

/** An application as tasks print it. */
export function applicationView({ digest, application }: PendingApplication) {
  return {
    name: application.name,
    alias: aliasOf(application.name),
    capabilities: namesOf(CAPABILITIES, Number(application.capabilities)),
    kycUntil: time(application.kycExpiresAt),
    legalId: application.legalId,
    admin: application.admin,
    digest,
  };
}

/** The account with which an applicant applies: the first in its file that is an admin. */
export function firstAdminOf(applicant: Member): string {
  const admin = applicant.accounts.find(({ rights }) => rights.includes("admin"));
  if (admin === undefined) {
    throw new TaskError(
      `${applicant.name} names no admin account.`,
      "Give one of its accounts the right `admin`.",
    );
  }
  return admin.address;
}
