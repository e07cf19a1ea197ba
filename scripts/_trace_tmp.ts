process.env.HARDHAT_BUILD_PROFILE = "default";
const { default: hre } = await import("hardhat");
await hre.tasks.getTask("build").run({ noTests: true, quiet: true });
const { BrowserProvider, id } = await import("ethers");
const { foundNetting } = await import("../test/lib/netting-chain.ts");
const { encodeObligation, readNetting } = await import("@guildhall/sdk/payments");
const { Draw } = await import("../payments/netting/draw.ts");
const { provider } = await hre.network.create();
const browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
browser.pollingInterval = 1;
const N = 8;
const chain = await foundNetting(browser as any, N);
for (let m = 1; m <= N; m++) await chain.deposit(m, 0, 2_000_000_00n);
const draw = new Draw(1);
const tr = async (hash: string, label: string) => {
  const t: any = await browser.send("debug_traceTransaction", [
    hash,
    { disableStorage: true, disableMemory: true, disableStack: true },
  ]);
  const by: any = {};
  const logs = t.structLogs;
  for (let i = 0; i < logs.length; i++) {
    const l = logs[i];
    const g = l.gasCost;
    by[`${l.depth}:${l.op}`] ??= [0, 0];
    by[`${l.depth}:${l.op}`][0]++;
    by[`${l.depth}:${l.op}`][1] += g;
  }
  console.log(label, t.gas, logs.length);
  console.log(
    Object.entries(by)
      .sort((a: any, b: any) => b[1][1] - a[1][1])
      .slice(0, 22)
      .map(([k, v]: any) => `${k} n=${v[0]} g=${v[1]}`)
      .join("\n"),
  );
};
let last = "";
for (let m = 1; m <= N; m++) {
  const words = Array.from({ length: 100 }, () =>
    encodeObligation({
      creditor: 1 + ((m + Math.floor(draw.uniform() * (N - 1))) % N),
      currency: 0,
      amountMinor: BigInt(Math.ceil(draw.uniform() * 100_000)),
      priority: "normal",
      isDivisible: false,
      mayWait: true,
      leg: undefined,
    }),
  );
  const r = await chain.send(m, chain.netting.submit.populateTransaction(id(`b${m}`), words, "0x"));
  last = r.hash;
  console.log(r.gasUsed);
}
await tr(last, "submit 100");
const cycle = await chain.closeCycle();
const q = (await readNetting(chain.netting)).queues.get(cycle)!;
const lots = q.lots.map((l) => ({
  debtor: l.debtor,
  annex: l.annex,
  obligations: [...l.words],
  taken: (1n << 80n) - 1n,
}));
const r = await chain.send(1, chain.netting.settle.populateTransaction(cycle, 0, lots, [], true));
console.log(r.gasUsed);
await tr(r.hash, "settle 800");
