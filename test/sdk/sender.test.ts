import { readFile } from "node:fs/promises";
import {
  ConsortiumRegistry__factory,
  connectAlliance,
  type ExplainedError,
  GasAboveCap,
  type GuildhallError,
  openNode,
  ReceiptTimeout,
  send,
  TRANSACTION_GAS_CAP,
  TransactionRefused,
  TransactionReverted,
  TransactionUnpayable,
} from "@guildhall/sdk";
import { expect } from "chai";
import { type JsonRpcProvider, Transaction, Wallet } from "ethers";
import hre from "hardhat";
import { type Answer, type Answers, type StubNode, stubNode } from "./stub-node.ts";

const KEY = `0x${"01".repeat(32)}`;
const TO = "0x0000000000000000000000000000000000007771";
const ONLY_TIMELOCK = ConsortiumRegistry__factory.createInterface().encodeErrorResult(
  "Registry_OnlyTimelock",
  [TO, TO],
);
const REVERT: Answer = { error: { code: 3, message: "Execution reverted", data: ONLY_TIMELOCK } };

describe("SDK: send", () => {
  describe("on the embedded chain", () => {
    it("sends for an account that the node holds, at no price", async () => {
      const { ethers } = await hre.network.create();
      const signer = await ethers.provider.getSigner(0);
      const { validatorSet } = await connectAlliance(ethers.provider);
      const hashes: string[] = [];
      const onHash = (hash: string): void => void hashes.push(hash);
      const sent = await send(signer, await validatorSet.poke.populateTransaction(), { onHash });
      expect(sent.receipt.logs).to.have.length(1);
      expect(hashes).to.deep.equal([sent.hash]);
      const transaction = await ethers.provider.getTransaction(sent.hash);
      expect(transaction).to.include({ type: 2, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n });
      expect((transaction?.gasLimit ?? 0n) > sent.gasUsed).to.equal(true);
    });

    it("sends for a wallet without any balance", async () => {
      const { ethers } = await hre.network.create();
      const wallet = new Wallet(KEY, ethers.provider);
      const { validatorSet } = await connectAlliance(wallet);
      const { blockNumber } = await send(wallet, await validatorSet.poke.populateTransaction());
      expect(blockNumber).to.equal(await ethers.provider.getBlockNumber());
    });

    it("does not send what a contract refuses, and says why", async () => {
      const { ethers } = await hre.network.create();
      const signer = await ethers.provider.getSigner(0);
      const { registry } = await connectAlliance(ethers.provider);
      const error = await refusal(send(signer, await registry.reinstate.populateTransaction(1)));
      expect(error).to.be.instanceOf(TransactionRefused);
      expect(error.explained?.name).to.equal("Registry_OnlyTimelock");
      expect(error.remedy).to.match(/^Propose it/);
      expect(await ethers.provider.getTransactionCount(signer.address)).to.equal(0);
    });
  });

  describe("on a node that behaves as Besu", () => {
    let node: StubNode;
    let provider: JsonRpcProvider;
    let wallet: Wallet;

    async function open(answers: Answers): Promise<void> {
      node = await stubNode({ ...(await defaultAnswers()), ...answers });
      provider = await openNode(node.url);
      wallet = new Wallet(KEY, provider);
    }

    afterEach(async () => {
      provider.destroy();
      await node.close();
    });

    const sentRaw = (): Transaction[] =>
      node.requests
        .filter(({ method }) => method === "eth_sendRawTransaction")
        .map(({ params: [raw] }) => Transaction.from(raw as string));

    it("asks for gas with zero prices, for a node that weighs balances refuses any other (B09)", async () => {
      await open({
        eth_estimateGas: ([request]) => {
          const { maxFeePerGas, maxPriorityFeePerGas } = request as Record<string, string>;
          const free = maxFeePerGas === "0x0" && maxPriorityFeePerGas === "0x0";
          return free
            ? { result: "0x5208" }
            : { error: { code: -32_004, message: "Upfront cost exceeds account balance" } };
        },
      });
      const { hash, gasUsed } = await send(wallet, { to: TO });
      expect(sentRaw()[0]?.hash).to.equal(hash);
      const estimate = node.requests.find(({ method }) => method === "eth_estimateGas");
      expect(
        estimate?.params[1],
        "on the head; Besu would suppose a block of a proposer of its own",
      ).to.equal("latest");
      expect(gasUsed).to.equal(21_000n);
    });

    it("names the node's option when even that is refused (B09)", async () => {
      await open({
        eth_estimateGas: { error: { code: -32_004, message: "Upfront cost exceeds account balance" } },
      });
      const error = await refusal(send(wallet, { to: TO }));
      expect(error).to.be.instanceOf(TransactionRefused);
      expect(error.remedy).to.include("--tx-pool-enable-balance-check=false");
      expect(sentRaw()).to.deep.equal([]);
    });

    it("lets nothing out that the sender cannot pay: Besu would take it and never mine it", async () => {
      await open({});
      for (const request of [
        { to: TO, value: 1n },
        { to: TO, maxFeePerGas: 1n, maxPriorityFeePerGas: 1n },
        { to: TO, gasPrice: 1n, gasLimit: 21_000n },
      ]) {
        const error = await refusal(send(wallet, request));
        expect(error).to.be.instanceOf(TransactionUnpayable);
        expect(error.why).to.match(/Besu would accept it, never mine it/);
      }
      expect(sentRaw()).to.deep.equal([]);
    });

    it("weighs the price against the gas that turns out to be needed", async () => {
      await open({ eth_getBalance: { result: "0x5208" }, eth_estimateGas: { result: "0x5209" } });
      const error = await refusal(send(wallet, { to: TO, maxFeePerGas: 1n, maxPriorityFeePerGas: 0n }));
      expect(error.args).to.include({ balance: 21_000n, cost: 25_201n });
    });

    it("refuses more gas than one transaction may use, and never asks for more itself", async () => {
      await open({ eth_estimateGas: { result: `0x${TRANSACTION_GAS_CAP.toString(16)}` } });
      await send(wallet, { to: TO });
      expect(sentRaw()[0]?.gasLimit).to.equal(TRANSACTION_GAS_CAP);
      const error = await refusal(send(wallet, { to: TO, gasLimit: TRANSACTION_GAS_CAP + 1n }));
      expect(error).to.be.instanceOf(GasAboveCap);
    });

    it("sends the old kind of transaction to a chain without base fees", async () => {
      const { result } = (await defaultAnswers()).eth_getBlockByNumber as { result: object };
      await open({ eth_getBlockByNumber: { result: { ...result, baseFeePerGas: undefined } } });
      await send(wallet, { to: TO });
      expect(sentRaw()[0]).to.include({ type: 0, gasPrice: 0n });
    });

    it("explains the node's refusal of a transaction", async () => {
      await open({
        eth_sendRawTransaction: {
          error: { code: -32_007, message: "Sender account not authorized to send transactions" },
        },
      });
      const error = await refusal(send(wallet, { to: TO }));
      expect(error.explained?.name).to.equal("SenderNotPermitted");
    });

    it("finds out why a mined transaction failed, on the state before its block", async () => {
      let calls = 0;
      await open({
        eth_call: () => (++calls === 1 ? { result: "0x" } : REVERT),
        eth_getTransactionReceipt: await receipt({ status: "0x0" }),
      });
      const error = await refusal(send(wallet, { to: TO }));
      expect(error).to.be.instanceOf(TransactionReverted);
      expect(error.explained?.name).to.equal("Registry_OnlyTimelock");
      const replay = node.requests.findLast(({ method }) => method === "eth_call");
      expect(replay?.params[1]).to.equal("0x29");
    });

    it("does not guess why it failed on a state that is no longer kept", async () => {
      await open({
        eth_getTransactionReceipt: await receipt({ status: "0x0" }),
        eth_getProof: { error: { code: -32_000, message: "World state unavailable" } },
      });
      const error = await refusal(send(wallet, { to: TO }));
      expect(error).to.be.instanceOf(TransactionReverted);
      expect(error.explained?.name).to.equal("ReasonLost");
      expect(error.why).to.match(
        /It failed in block 42; why could not be found out: The node no longer keeps/,
      );
    });

    it("tries three times what the node fails over, then says so and leaves no hole", async () => {
      let tried = 0;
      await open({
        eth_sendRawTransaction: () => {
          tried++;
          return { error: { code: -32_603, message: "Internal error" } };
        },
      });
      const error = await refusal(send(wallet, { to: TO }));
      expect(error.explained?.name).to.equal("InternalError");
      expect(tried).to.equal(3);
      await refusal(send(wallet, { to: TO }));
      expect(new Set(sentRaw().map(({ nonce }) => nonce))).to.deep.equal(new Set([0]));
    });

    it("tells a lack of gas from a transaction that another one of the block overtook", async () => {
      await open({ eth_getTransactionReceipt: await receipt({ status: "0x0" }) });
      const overtaken = await refusal(send(wallet, { to: TO }));
      expect(overtaken.explained?.name).to.equal("OvertakenInBlock");
      const starved = await refusal(send(wallet, { to: TO, gasLimit: 21_000n }));
      expect(starved.explained?.name).to.equal("OutOfGas");
    });

    it("waits for the receipt, over a failure of the node", async () => {
      let asked = 0;
      const mined = await receipt({});
      await open({
        eth_getTransactionReceipt: () => {
          asked += 1;
          if (asked === 1) return { result: null };
          return asked === 2 ? { error: { code: -32_603, message: "Internal error" } } : mined;
        },
      });
      expect((await send(wallet, { to: TO })).blockNumber).to.equal(42);
      expect(asked).to.equal(3);
    });

    it("gives up after the time set, and tells a waiting transaction from a dropped one", async () => {
      await open({ eth_getTransactionReceipt: { result: null } });
      const dropped = await refusal(send(wallet, { to: TO }, { timeoutSeconds: 0.1 }));
      expect(dropped).to.be.instanceOf(ReceiptTimeout);
      expect(dropped.args).to.include({ isKnown: false });
      expect(dropped.why).to.match(/The node does not know it, though it was sent again/);
    });

    it("says when the transaction waits in the pool", async () => {
      const transaction = await readAnswer("tx_type2_by_hash");
      await open({ eth_getTransactionReceipt: { result: null }, eth_getTransactionByHash: transaction });
      const error = await refusal(send(wallet, { to: TO }, { timeoutSeconds: 0.1 }));
      expect(error.args).to.include({ isKnown: true });
      expect(error.why).to.match(/It waits in the node's pool/);
    });
  });
});

type Refusal = GuildhallError & { explained?: ExplainedError };

async function refusal(attempt: Promise<unknown>): Promise<Refusal> {
  return attempt.then(
    () => expect.fail("was sent"),
    (error: unknown) => error as Refusal,
  );
}

async function defaultAnswers(): Promise<Answers> {
  let sent = 0;
  const mined = (await receipt({})) as { result: object };
  return {
    eth_chainId: { result: "0x4f24" },
    eth_blockNumber: { result: "0x2a" },
    eth_getBlockByNumber: { result: block },
    eth_getBalance: { result: "0x0" },
    eth_gasPrice: { result: "0x0" },
    eth_call: { result: "0x" },
    eth_estimateGas: { result: "0x5208" },
    eth_getTransactionCount: () => ({ result: `0x${sent.toString(16)}` }),
    eth_getTransactionByHash: { result: null },
    eth_getTransactionReceipt: ([hash]) => ({ result: { ...mined.result, transactionHash: hash } }),
    eth_sendRawTransaction: ([raw]) => {
      sent++;
      return { result: Transaction.from(raw as string).hash };
    },
  };
}

/** A receipt as Besu gives it, of a transaction that used 21,000 gas in block 42. */
async function receipt(fields: Record<string, unknown>): Promise<Answer> {
  const { result } = await readAnswer("receipt_reverted_string_no_flag");
  return { result: { ...result, status: "0x1", blockNumber: "0x2a", gasUsed: "0x5208", ...fields } };
}

async function readAnswer(fixture: string): Promise<{ result: object }> {
  const text = await readFile(`test/fixtures/besu-26.8.0/${fixture}.json`, "utf8");
  return (JSON.parse(text) as { response: { result: object } }).response;
}

const block = {
  number: "0x2a",
  hash: `0x${"aa".repeat(32)}`,
  parentHash: `0x${"bb".repeat(32)}`,
  timestamp: "0x6925f000",
  nonce: "0x0000000000000000",
  difficulty: "0x1",
  gasLimit: "0x3938700",
  gasUsed: "0x0",
  miner: TO,
  extraData: "0x",
  baseFeePerGas: "0x0",
  transactions: [],
};
