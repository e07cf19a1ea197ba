import { stringify } from "yaml";
import { asEnvironment, BESU_IMAGE, PERMISSIONS_COPY } from "./besu-options.ts";
import { INSIDE, optionsInside, SCRIPTS } from "./containers.ts";
import type { BundleFile } from "./files.ts";
import type { Reach } from "./node-plans.ts";
import { BUNDLE, type NetworkPlan, type NodePlan, ownNodes } from "./plan.ts";

/** Besu's user in its image. */
const BESU_USER = 1000;

const CONFIG_MAP = "guildhall-config";

const labelsOf = ({ name }: NodePlan) => ({ app: "besu", "guildhall-node": name });

/**
 * Manifests of a member's nodes for \`kubectl apply -k <bundle>\`. Each node runs in the network of the machine that has its
 * endpoint's address: permission lists and static nodes know addresses, and a pod has none that stays.
 */
export function kubernetesFiles(plan: NetworkPlan, reach: Reach): BundleFile[] {
  // Addresses within one machine, or 127.0.0.1, are no machine of a cluster.
  if (reach !== "hosts") return [];
  const nodes = ownNodes(plan);
  const manifests = nodes.map((node) => ({ path: `kubernetes/${node.name}.yaml`, text: manifest(node) }));
  const text = stringify(
    kustomization(
      nodes,
      manifests.map(({ path }) => path),
    ),
    { lineWidth: 0 },
  );
  return [...manifests, { path: "kustomization.yaml", text }];
}

function kustomization(nodes: readonly NodePlan[], resources: string[]) {
  const config = [BUNDLE.genesis, BUNDLE.staticNodes, BUNDLE.permissions, BUNDLE.besu];
  const scripts = [`config/${SCRIPTS.headAge}`];
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources,
    configMapGenerator: [{ name: CONFIG_MAP, files: [...config, ...scripts] }],
    secretGenerator: nodes.map(({ name }) => ({
      name: secretOf(name),
      files: [`key=${BUNDLE.keyOf(name)}`],
    })),
  };
}

function manifest(node: NodePlan): string {
  return [service(node), statefulSet(node)]
    .map((resource) => stringify(resource, { lineWidth: 0 }))
    .join("---\n");
}

/** Without an address of its own; a StatefulSet asks for one. */
function service(node: NodePlan) {
  const port = Number(node.endpoint.slice(node.endpoint.lastIndexOf(":") + 1));
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: node.name, labels: labelsOf(node) },
    spec: { clusterIP: "None", selector: labelsOf(node), ports: [{ name: "p2p", port }] },
  };
}

function statefulSet(node: NodePlan) {
  const environment = {
    JAVA_OPTS: "-Xmx2g",
    ...asEnvironment(optionsInside(node, "hosts", `${INSIDE.key}/key`)),
  };
  const config = { name: "config", mountPath: INSIDE.config, readOnly: true };
  const data = { name: "data", mountPath: INSIDE.data };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: node.name, labels: labelsOf(node) },
    spec: {
      serviceName: node.name,
      replicas: 1,
      selector: { matchLabels: labelsOf(node) },
      template: {
        metadata: { labels: labelsOf(node) },
        spec: {
          hostNetwork: true,
          dnsPolicy: "ClusterFirstWithHostNet",
          nodeSelector: { "guildhall-node": node.name },
          terminationGracePeriodSeconds: 60,
          securityContext: {
            runAsUser: BESU_USER,
            runAsGroup: BESU_USER,
            fsGroup: BESU_USER,
            runAsNonRoot: true,
          },
          initContainers: [
            {
              name: "permissions",
              image: BESU_IMAGE,
              command: ["sh", "-c", COPY_PERMISSIONS],
              volumeMounts: [config, data],
            },
          ],
          containers: [
            {
              name: "besu",
              image: BESU_IMAGE,
              env: Object.entries(environment).map(([name, value]) => ({ name, value })),
              // No liveness probe: starting a node of a halted chain anew sets it back, and may keep it from starting at all.
              readinessProbe: {
                exec: { command: ["bash", `${INSIDE.config}/${SCRIPTS.headAge}`] },
                periodSeconds: 15,
                timeoutSeconds: 5,
              },
              resources: { requests: { cpu: "1", memory: "3Gi" }, limits: { memory: "4Gi" } },
              volumeMounts: [config, data, { name: "key", mountPath: INSIDE.key, readOnly: true }],
            },
          ],
          volumes: [
            { name: "config", configMap: { name: CONFIG_MAP } },
            { name: "key", secret: { secretName: secretOf(node.name), defaultMode: 0o440 } },
          ],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "50Gi" } } },
        },
      ],
    },
  };
}

const COPY_PERMISSIONS = `[ -f ${INSIDE.data}/${PERMISSIONS_COPY} ] || cp ${INSIDE.config}/${PERMISSIONS_COPY} ${INSIDE.data}/`;

function secretOf(node: string): string {
  return `${node}-key`;
}
