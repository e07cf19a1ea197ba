// npm run format: lays out every source the way `npm run lint` asks for.
import { show } from "./lib/run.ts";

const codes = [
  await show("biome", ["check", "--write"]),
  await show("prettier", ["--write", "--log-level", "warn", "{contracts,test}/**/*.sol"]),
];
process.exitCode = Math.max(...codes);
