import type { AllianceState } from "@guildhall/sdk/consortium";

/** Alias of a member by its number; the number itself if it is unknown, nothing for nobody. */
export function aliasIn({ members }: AllianceState): (id: bigint | number | undefined) => string {
  return (id) =>
    id === undefined ? "" : (members.find((member) => member.id === Number(id))?.alias ?? `${id}`);
}
