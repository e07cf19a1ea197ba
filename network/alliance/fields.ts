import { isIP } from "node:net";
import { field } from "../../files/fields.ts";
import { parsePublicKey } from "../node-key.ts";
import { parseLei } from "./lei.ts";

/** The public key of a node: 64 bytes, lower-case hex with 0x. */
export const publicKey = field("the 128 hex digits of the node's enode", parsePublicKey);

/** Where peers reach a node. */
export const endpoint = field("ip:port, such as 172.28.0.11:30303 or [2001:db8::11]:30303", (text) => {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text);
  if (match === null) throw new Error("is not ip:port");
  const [, six, four, port] = match;
  const host = six ?? four ?? "";
  if (isIP(host) !== (six === undefined ? 4 : 6)) {
    throw new Error("names a host, not an IP address; Besu's permission lists compare IP addresses only");
  }
  if (/^(0\.0\.0\.0|::)$/.test(host)) throw new Error("is the unspecified address, which no peer can reach");
  if (Number(port) < 1 || Number(port) > 65_535) throw new Error("has no valid port (1 to 65535)");
  return text;
});

/** Legal identity, "scheme:identifier"; an LEI has its check digits verified. */
export const legalId = field('a register scheme and an identifier, such as "LEI:…" or "HRB:…"', (text) => {
  const match = /^([A-Z][A-Z0-9-]{1,15}):(\S(?:.*\S)?)$/.exec(text);
  if (match === null) throw new Error("is not scheme:identifier");
  if (match[1] === "LEI") parseLei(match[2] ?? "");
  return text;
});

/** Name of an organisation, on one line. */
export const organisationName = field("a name of 1 to 64 bytes of UTF-8", (text) => {
  const bytes = Buffer.byteLength(text);
  if (bytes === 0 || bytes > 64) throw new Error(`has ${bytes} bytes`);
  if (/\p{Cc}|\p{Cf}/u.test(text) || text.trim() !== text)
    throw new Error("has invisible characters or outer blanks");
  return text;
});
