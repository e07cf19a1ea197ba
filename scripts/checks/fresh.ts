// npm run fresh: builds, and fails when a generated file in the repository is not what the build writes.
import { capture, script, show } from "../lib/run.ts";

const GENERATED = ["snapshots/contracts", "sdk/src/generated", "docs/errors.md", "docs/licences.md"];

const built = await show(...script("scripts/build.ts"));
if (built !== 0) {
  process.exitCode = built;
} else {
  const status = ["status", "--porcelain", "--untracked-files=all", "--", ...GENERATED];
  const { code, output } = await capture("git", status);
  const diff = await capture("git", ["--no-pager", "diff", "--stat", "HEAD", "--", ...GENERATED]);
  if (code !== 0 || output !== "") {
    console.error(output + diff.output);
    console.error("These generated files are stale: run `npm run build` and commit what it writes.");
    process.exitCode = 1;
  } else {
    console.log("Every generated file is fresh.");
  }
}
