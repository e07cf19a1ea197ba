import { stringify } from "yaml";
import { SEQUENCED_POOL_GAUGE } from "./besu-options.ts";
import { DASHBOARD } from "./dashboard.ts";
import type { BundleFile } from "./files.ts";
import type { Reach } from "./node-plans.ts";
import { headAgeLimit, type NetworkPlan, ownNodes, quorumOf } from "./plan.ts";

/** Prometheus as a service of compose.yaml. */
export const PROMETHEUS = {
  service: (reach: Reach) => ({
    image: "prom/prometheus:v3.5.0",
    restart: "unless-stopped",
    command: [
      "--config.file=/etc/prometheus/prometheus.yml",
      "--storage.tsdb.path=/prometheus",
      `--web.listen-address=${reach === "bridge" ? "0.0.0.0" : "127.0.0.1"}:9090`,
    ],
    volumes: ["./prometheus:/etc/prometheus:ro", "prometheus:/prometheus"],
  }),
} as const;

/** Grafana as a service of compose.yaml. Nobody's first password is a known one: without a variable it does not start. */
export const GRAFANA = {
  service: (reach: Reach) => ({
    image: "grafana/grafana:12.1.0",
    restart: "unless-stopped",
    environment: {
      GF_SECURITY_ADMIN_PASSWORD: `\${GRAFANA_PASSWORD:?put GRAFANA_PASSWORD=... into the file .env beside compose.yaml}`,
      GF_SERVER_HTTP_ADDR: reach === "bridge" ? "0.0.0.0" : "127.0.0.1",
      GF_ANALYTICS_REPORTING_ENABLED: "false",
      GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    },
    volumes: [
      "./grafana/provisioning:/etc/grafana/provisioning:ro",
      "./grafana/dashboards:/var/lib/grafana/dashboards:ro",
      "grafana:/var/lib/grafana",
    ],
  }),
} as const;

/** What Prometheus asks and warns of, and what Grafana draws. */
export function monitoringFiles(plan: NetworkPlan, reach: Reach): BundleFile[] {
  return [
    { path: "prometheus/prometheus.yml", text: stringify(scraping(plan)) },
    { path: "prometheus/alerts.yml", text: stringify(alerts(plan), { lineWidth: 0 }) },
    { path: "grafana/provisioning/datasources/prometheus.yml", text: stringify(dataSource(reach)) },
    { path: "grafana/provisioning/dashboards/guildhall.yml", text: stringify(DASHBOARD_FOLDER) },
    { path: "grafana/dashboards/network.json", text: `${JSON.stringify(DASHBOARD, undefined, 2)}\n` },
  ];
}

function scraping(plan: NetworkPlan) {
  const targets = ownNodes(plan).map(({ name, member, seat, metricsUrl = "" }) => ({
    targets: [new URL(metricsUrl).host],
    labels: { node: name, member, seat },
  }));
  return {
    global: { scrape_interval: "5s", evaluation_interval: "5s" },
    rule_files: ["alerts.yml"],
    scrape_configs: [{ job_name: "besu", static_configs: targets }],
  };
}

/** Whether a node answers is not asked: one whose chain stands still goes on answering. */
function alerts(plan: NetworkPlan) {
  const limit = headAgeLimit(plan);
  const validators = plan.nodes.filter(({ seat }) => seat === "validator").length;
  const peersNeeded = quorumOf(validators) - 1;
  const rules = [
    {
      alert: "ChainStandsStill",
      expr: `time() - max(besu_blockchain_chain_head_timestamp) > ${limit}`,
      for: "15s",
      labels: { severity: "critical" },
      annotations: {
        summary: `No block for more than ${limit} seconds`,
        description: `Of ${validators} validators ${quorumOf(validators)} must be up and reach each other. Run \`npx hardhat network doctor\` before anything is restarted.`,
      },
    },
    {
      alert: "NodeBehind",
      expr: `scalar(max(besu_blockchain_chain_head_timestamp)) - besu_blockchain_chain_head_timestamp > ${limit}`,
      for: "1m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.node }} is behind the other nodes",
        description:
          "It syncs, is cut off, or hangs. If it stays behind and does not stop when asked to, it has to be killed and started again.",
      },
    },
    {
      alert: "NodeDown",
      expr: 'up{job="besu"} == 0',
      for: "1m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.node }} gives no metrics",
        description: "Its process or its machine is down. See its log.",
      },
    },
    {
      alert: "FewPeers",
      expr: `ethereum_peer_count < ${peersNeeded}`,
      for: "1m",
      labels: { severity: "warning" },
      annotations: {
        summary: `{{ $labels.node }} has {{ $value }} peers, and ${peersNeeded} other validators are needed for a block`,
        description: "Look at the network between the members, and at the node's permission list.",
      },
    },
    {
      alert: "PoolStuck",
      expr:
        `min_over_time(${SEQUENCED_POOL_GAUGE}[5m]) > 0 and on(instance) max_over_time(besu_blockchain_chain_head_gas_used[5m]) == 0 ` +
        "and on(instance) changes(ethereum_blockchain_height[5m]) > 0",
      for: "1m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.node }} holds transactions, yet blocks are empty",
        description:
          "Transactions that wait for an earlier one of their sender, or that nobody can pay, fill the pool. Run `npx hardhat network doctor`.",
      },
    },
  ];
  return { groups: [{ name: "guildhall", rules }] };
}

function dataSource(reach: Reach) {
  const url = `http://${reach === "bridge" ? "prometheus" : "127.0.0.1"}:9090`;
  return {
    apiVersion: 1,
    datasources: [
      { name: "Prometheus", uid: "prometheus", type: "prometheus", access: "proxy", url, isDefault: true },
    ],
  };
}

const DASHBOARD_FOLDER = {
  apiVersion: 1,
  providers: [{ name: "Guildhall", type: "file", options: { path: "/var/lib/grafana/dashboards" } }],
};
