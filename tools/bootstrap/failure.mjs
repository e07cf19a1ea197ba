/** Something the person at the keyboard can put right; the message is the sentence they read. */
export class Failure extends Error {}

const unreachable =
  /\bcode (E(CONN\w+|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|PROTO|NETWORK|5\d\d|40[137])|ERR_SOCKET_TIMEOUT|ENOTCACHED|FETCH_ERROR|\w*CERT\w*)\b/;
const badLock = /\bcode (EUSAGE|EINTEGRITY|EJSONPARSE|ETARGET|E404|EINVALIDTAGNAME|EINVALIDPACKAGENAME)\b/;

/**
 * Turns what npm wrote on its way out into one sentence that says what to do.
 * @param {string} output npm's standard error
 * @param {string} folder where npm ran, relative to the repository, for the person to find the lock file
 */
export function explainNpm(output, folder) {
  if (unreachable.test(output)) {
    return new Failure(
      "the npm registry cannot be reached: connect to the network (or name a reachable one with `npm config set registry <url>`) and run the same command again.",
    );
  }
  if (badLock.test(output)) return brokenLock(folder);
  return new Failure(`npm could not install the packages of ${folder}; what it said stands above.`);
}

/** @param {string} folder */
export function brokenLock(folder) {
  return new Failure(
    `package-lock.json in ${folder} is missing, damaged or at odds with package.json: restore both with git, or write a new lock with \`npm install\` there.`,
  );
}
