import type { BundleFile } from "./files.ts";
import { type NetworkPlan, type NodePlan, ownNodes } from "./plan.ts";

/** An example of TLS and who may pass in front of a node's JSON-RPC. */
export function proxyFiles(plan: NetworkPlan): BundleFile[] {
  const node = ownNodes(plan).find(({ seat }) => seat !== "validator") ?? ownNodes(plan)[0];
  if (node === undefined) return [];
  return [
    { path: "proxy/nginx.conf", text: nginx(node) },
    { path: "proxy/README.md", text: readme(node) },
  ];
}

function nginx({ name, rpcUrl = "" }: NodePlan): string {
  return `# TLS in front of the JSON-RPC of ${name}. An example: names and certificates are yours. See README.md beside it.
events {}

http {
  limit_req_zone $binary_remote_addr zone=rpc:10m rate=200r/s;

  upstream besu {
    server ${new URL(rpcUrl).host};
    keepalive 32;
  }

  server {
    listen 443 ssl;
    server_name rpc.example.org;

    ssl_certificate /etc/nginx/tls/server.crt;
    ssl_certificate_key /etc/nginx/tls/server.key;
    ssl_protocols TLSv1.2 TLSv1.3;

    # Only clients with a certificate of this authority pass. Without these two lines, Besu's tokens must be on.
    ssl_client_certificate /etc/nginx/tls/clients-ca.crt;
    ssl_verify_client on;

    client_max_body_size 5m;

    location = / {
      limit_except POST { deny all; }
      limit_req zone=rpc burst=400 nodelay;

      proxy_pass http://besu;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      # Besu answers only to the names in its host-allowlist.
      proxy_set_header Host localhost;
      # The token that Besu itself checks.
      proxy_set_header Authorization $http_authorization;
    }
  }
}
`;
}

function readme({ name }: NodePlan): string {
  return `# In front of JSON-RPC

\`nginx.conf\` ends TLS and passes requests on to ${name}. Nothing but a proxy like it should listen beyond the machine: JSON-RPC
of these nodes has the groups ADMIN and PERM, with which a caller can disconnect peers and change the permission lists.

Who passes, one of the two at least:

- **Client certificates**, as in the example. Give them to systems that you trust with all of JSON-RPC.
- **Tokens** (JWT), for everybody else. Besu checks them and holds each caller to the methods that the token names. Add to the
  environment of ${name}:

      BESU_RPC_HTTP_AUTHENTICATION_ENABLED=true
      BESU_RPC_HTTP_AUTHENTICATION_JWT_PUBLIC_KEY_FILE=/config/jwt.pem

  with your issuer's public key in \`config/jwt.pem\`. A token needs \`exp\` and \`"permissions": ["eth:*", "net:*", "web3:*"]\`; the
  proxy passes \`Authorization\` on as it is.

\`nginx -t -c <path>/nginx.conf\` checks the file.
`;
}
