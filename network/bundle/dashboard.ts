import { SEQUENCED_POOL_GAUGE } from "./besu-options.ts";

/** Width of the board and of a graph, in Grafana's columns; height in its rows. */
const BOARD_WIDTH = 24;
const WIDTH = 8;
const HEIGHT = 8;

/** Title, what is drawn for each node, Grafana's unit. */
const GRAPHS: readonly [string, string, string][] = [
  ["Age of the newest block", "time() - besu_blockchain_chain_head_timestamp", "s"],
  ["Height", "ethereum_blockchain_height", "none"],
  ["Behind the best known block", "ethereum_best_known_block_number - ethereum_blockchain_height", "none"],
  ["Peers", "ethereum_peer_count", "none"],
  ["Transactions in the newest block", "besu_blockchain_chain_head_transaction_count", "none"],
  [
    "Gas of the newest block, share of the limit",
    "besu_blockchain_chain_head_gas_used / besu_blockchain_chain_head_gas_limit",
    "percentunit",
  ],
  ["Transactions in the pool", SEQUENCED_POOL_GAUGE, "none"],
  [
    "Transactions added to the pool",
    "sum by (node) (rate(besu_transaction_pool_transactions_added_total[1m]))",
    "ops",
  ],
  [
    "Transactions refused by the pool",
    "sum by (node) (rate(besu_transaction_pool_rejected_total[1m]))",
    "ops",
  ],
  ["JSON-RPC requests", "sum by (node) (rate(besu_rpc_request_time_count[1m]))", "reqps"],
  ["JSON-RPC errors", "sum by (node) (rate(besu_rpc_errors_count_total[1m]))", "reqps"],
  ["In sync (1) or not (0)", "besu_synchronizer_in_sync", "none"],
  ["Processor, cores in use", "rate(process_cpu_seconds_total[1m])", "none"],
  ["Memory of the Java heap", 'sum by (node) (jvm_memory_used_bytes{area="heap"})', "bytes"],
  ["Open files", "process_open_fds", "none"],
];

/** The board of a network, as Grafana reads it. */
export const DASHBOARD = {
  uid: "guildhall-network",
  title: "Guildhall network",
  schemaVersion: 39,
  editable: false,
  refresh: "5s",
  time: { from: "now-30m", to: "now" },
  panels: GRAPHS.map(([title, expr, unit], index) => ({
    id: index + 1,
    type: "timeseries",
    title,
    datasource: { type: "prometheus", uid: "prometheus" },
    gridPos: {
      x: (index * WIDTH) % BOARD_WIDTH,
      y: Math.floor((index * WIDTH) / BOARD_WIDTH) * HEIGHT,
      w: WIDTH,
      h: HEIGHT,
    },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: [{ refId: "A", expr, legendFormat: "{{node}}" }],
  })),
};
