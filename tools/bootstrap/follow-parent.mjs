// Loaded ahead of our own scripts: killing the bootstrap outright must not leave a chain running behind.
import { whenOrphaned } from "./orphan.mjs";

whenOrphaned(() => process.kill(process.pid, "SIGTERM"));
