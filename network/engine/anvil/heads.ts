/** Calls `onHead` for each block that the node at `url` (http) seals, until the returned function is called. */
export async function watchHeads(url: string, onHead: () => void): Promise<() => void> {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error(`${url} takes no subscriptions.`));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as { method?: string };
      if (message.method === "eth_subscription") onHead();
      else resolve();
    };
    socket.onopen = () =>
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_subscribe", params: ["newHeads"] }));
  });
  return () => socket.close();
}
