import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decryptKeystoreJson, encryptKeystoreJson, isKeystoreJson } from "ethers";
import { type NodeKey, nodeAddress, parseKeyFile } from "../node-key.ts";
import { BundleError } from "./error.ts";
import { BUNDLE } from "./plan.ts";

/** Name of the variable with the password of an encrypted node key. */
export const PASSWORD_VARIABLE = "GUILDHALL_NODE_KEY_PASSWORD";

/** Gives the password of encrypted node keys, or nothing if there is none. */
export type PasswordSource = () => Promise<string | undefined>;

/** A fresh node key. */
export function createNodeKey(): NodeKey {
  for (;;) {
    try {
      return parseKeyFile(randomBytes(32).toString("hex"));
    } catch {
      // Zero, or above the order of the curve: one draw in 2^127.
    }
  }
}

/** The contents of Besu's key file. */
export function formatKeyFile({ privateKey }: NodeKey): string {
  return `${privateKey.slice(2)}\n`;
}

/**
 * An Ethereum keystore (version 3, scrypt) with a node's key.
 *
 * @throws BundleError without a password.
 */
export async function encryptNodeKey(key: NodeKey, password: PasswordSource): Promise<string> {
  const { privateKey, address } = key;
  return `${await encryptKeystoreJson({ privateKey, address }, await requirePassword(password))}\n`;
}

/**
 * Reads a node key from a file: Besu's plain one, or an Ethereum keystore, which is decrypted.
 *
 * @throws BundleError when the file cannot be read, holds something else, or the password is missing or wrong.
 */
export async function readKeyFile(path: string, password: PasswordSource): Promise<NodeKey> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new BundleError(
      `The key file ${path} cannot be read (${cause.code}).`,
      "Give the path of a file with the node's key.",
    );
  });
  return isKeystoreJson(text) ? decrypt(path, text, password) : parseAt(path, text);
}

async function decrypt(path: string, text: string, password: PasswordSource): Promise<NodeKey> {
  const secret = await requirePassword(password);
  try {
    const { privateKey } = await decryptKeystoreJson(text, secret);
    return parseKeyFile(privateKey);
  } catch {
    throw new BundleError(
      `The encrypted key file ${path} does not open with the password in ${PASSWORD_VARIABLE}.`,
      `Set ${PASSWORD_VARIABLE} to the password that this file was encrypted with.`,
    );
  }
}

async function requirePassword(password: PasswordSource): Promise<string> {
  const secret = await password();
  if (secret !== undefined) return secret;
  throw new BundleError(
    `The password of the encrypted node key is missing: ${PASSWORD_VARIABLE} is not set.`,
    `Set the environment variable, or store it once with \`npx hardhat keystore set ${PASSWORD_VARIABLE}\`.`,
  );
}

/** The key of a node as it lies in a bundle, if it lies there. */
export async function readBundleKey(folder: string, node: string): Promise<NodeKey | undefined> {
  const path = join(folder, BUNDLE.keyOf(node));
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw new BundleError(
      `${path} cannot be read (${cause.code}).`,
      "Give read access to it, or choose another folder with --out.",
    );
  });
  return text === undefined ? undefined : parseAt(path, text);
}

function parseAt(path: string, text: string): NodeKey {
  try {
    return parseKeyFile(text);
  } catch (cause) {
    throw new BundleError(
      `${path}: ${(cause as Error).message}`,
      "Put the right key there, or move the file away; `network key` makes a new one.",
    );
  }
}

/** A node whose key may lie in a bundle. */
export interface KeyHolder {
  name: string;
  member: string;
  publicKey: string;
}

/**
 * The keys that a member's bundle holds: those given and those that lie there already, each under the node it belongs to.
 *
 * @param all Nodes of the whole network, to name the owner of a wrong key.
 * @param own Nodes whose keys may be in the bundle.
 * @param given Key files and what they hold.
 * @throws BundleError for a key of another node.
 */
export async function collectKeys(
  folder: string,
  all: readonly KeyHolder[],
  own: readonly KeyHolder[],
  given: readonly { path: string; key: NodeKey }[],
): Promise<Map<string, NodeKey>> {
  const keys = new Map<string, NodeKey>();
  for (const node of all) {
    const key = await readBundleKey(folder, node.name);
    if (key === undefined) continue;
    const path = join(folder, BUNDLE.keyOf(node.name));
    if (!own.includes(node)) {
      throw new BundleError(
        `${path} holds a key of ${node.member}, which this bundle is not for.`,
        "Choose an empty folder with --out, so that no secret of another member gets along.",
      );
    }
    if (key.publicKey !== node.publicKey) {
      throw new BundleError(
        `${path} holds ${describeOwner(key, all)}, not that of ${node.name} (${nodeAddress(node.publicKey)}).`,
        "Move each key file into the folder of its own node, or away.",
      );
    }
    keys.set(node.name, key);
  }
  for (const { path, key } of given) {
    const node = own.find(({ publicKey }) => publicKey === key.publicKey);
    if (node === undefined) {
      throw new BundleError(
        `The key file ${path} holds ${describeOwner(key, all)}.`,
        `This bundle takes the keys of ${own.map(({ name }) => name).join(", ") || "no node"}.`,
      );
    }
    keys.set(node.name, key);
  }
  return keys;
}

function describeOwner({ publicKey, address }: NodeKey, all: readonly KeyHolder[]): string {
  const owner = all.find((node) => node.publicKey === publicKey);
  if (owner === undefined) return `the key of ${address}, which is no node of this alliance`;
  return `the key of ${owner.name}, a node of ${owner.member}`;
}
