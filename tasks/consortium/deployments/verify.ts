import { readDirectory } from "@guildhall/sdk/consortium";
import { verifyCode } from "../../../network/deployment/verify.ts";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { table } from "../../lib/output.ts";

export default action(async (_args, { hre, provider, alliance }) => {
  const entries = new Map([
    ["directory", await alliance.directory.getAddress()],
    ...(await readDirectory(alliance.directory)),
  ]);
  const verdicts = await verifyCode(hre.artifacts, provider, entries);
  const text = table(
    ["contract", "built from", "address", "verdict"],
    verdicts.map(({ name, contract, address, verdict }) => [name, contract, address, verdict]),
  );
  const wrong = verdicts.filter(({ verdict }) => verdict !== "same code");
  if (wrong.length === 0) return { data: verdicts, text };
  throw new TaskError(
    `The code of ${wrong.map(({ name }) => name).join(", ")} is not what this source tree compiles to.\n${text}`,
    "Compare the versions: check out the release that was deployed and build it with `npm run build`, then verify again.",
  );
});
