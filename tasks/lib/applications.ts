import {
  type Application,
  aliasOf,
  bitsOf,
  CAPABILITIES,
  legalIdDigest,
  namesOf,
  type PendingApplication,
} from "@guildhall/sdk/consortium";
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

/** What the organisation of a file applies with; its first admin is to apply. */
export function applicationOf(applicant: Member): Application {
  const admin = applicant.accounts.find(({ rights }) => rights.includes("admin"));
  if (admin === undefined) {
    throw new TaskError(
      `${applicant.name} names no admin account.`,
      "Give one of its accounts the right `admin`.",
    );
  }
  return {
    name: applicant.name,
    legalId: legalIdDigest(applicant.legalId),
    capabilities: bitsOf(CAPABILITIES, applicant.capabilities),
    kycExpiresAt: applicant.kycExpiresAt,
    admin: admin.address,
  };
}
