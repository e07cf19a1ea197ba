import { computeAddress, getAddress, keccak256, SigningKey } from "ethers";

const PUBLIC_KEY = /^(0x)?[0-9a-f]{128}$/i;
const PRIVATE_KEY = /^(0x)?[0-9a-f]{64}$/i;

/** A node key as its file holds it, with what follows from it. */
export interface NodeKey {
  /** 32 bytes, hex with 0x. Secret. */
  privateKey: string;
  /** 64 bytes, hex with 0x: the point without the leading 04. */
  publicKey: string;
  /** Checksummed address of the node; as a validator it seals under this address. */
  address: string;
}

/**
 * Brings a node's public key into the form the register holds: 64 bytes, lower-case hex with 0x.
 *
 * @param text 128 hex digits, 0x optional, without the leading 04.
 * @throws Error when it has another length or names no point of secp256k1.
 */
export function parsePublicKey(text: string): string {
  if (/^(0x)?04[0-9a-f]{128}$/i.test(text)) {
    throw new Error("has a leading 04; leave these two digits out");
  }
  if (!PUBLIC_KEY.test(text)) throw new Error("is not a public key of 64 bytes");
  const digits = text.replace(/^0x/i, "").toLowerCase();
  try {
    SigningKey.computePublicKey(`0x04${digits}`);
  } catch {
    throw new Error("is not a point of the curve secp256k1");
  }
  return `0x${digits}`;
}

/**
 * The checksummed address of a node: the last 20 bytes of keccak256 of its public key.
 *
 * @param publicKey 64 bytes, as `parsePublicKey` returns it.
 */
export function nodeAddress(publicKey: string): string {
  return getAddress(`0x${keccak256(publicKey).slice(-40)}`);
}

/**
 * Reads the contents of a Besu node key file: one line of 64 hex digits, 0x optional.
 *
 * @throws Error when there is more or less in it, or the number is no private key. The text is never
 * repeated.
 */
export function parseKeyFile(text: string): NodeKey {
  const line = text.replace(/\r?\n$/, "");
  if (!PRIVATE_KEY.test(line)) {
    throw new Error("A node key file holds exactly one line of 64 hex digits; this one does not.");
  }
  const privateKey = `0x${line.replace(/^0x/i, "").toLowerCase()}`;
  try {
    const publicKey = `0x${SigningKey.computePublicKey(privateKey, false).slice(4)}`;
    return { privateKey, publicKey, address: computeAddress(privateKey) };
  } catch {
    throw new Error(
      "The number in this node key file is not a private key of secp256k1 (zero, or too large).",
    );
  }
}

/**
 * How peers name a node: `enode://<128 hex>@<ip>:<port>`.
 *
 * @param publicKey 64 bytes, as `parsePublicKey` returns it.
 * @param endpoint `ip:port`.
 */
export function enodeOf(publicKey: string, endpoint: string): string {
  return `enode://${publicKey.slice(2)}@${endpoint}`;
}
