/** The chat connection's world in a browser: WebSocket, inflating, clock, timers, chance. */
import type { ChatWorld } from "./connection.ts";

export function browserWorld(login: string): ChatWorld {
  return {
    open({ onOpen, onFrame, onClose }) {
      const url = new URL(`/chat/${encodeURIComponent(login)}`, location.href);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      const socket = new WebSocket(url);
      socket.binaryType = "arraybuffer";
      socket.addEventListener("open", onOpen);
      socket.addEventListener("message", ({ data }) => {
        if (typeof data === "string") onFrame(data);
        else if (data instanceof ArrayBuffer) onFrame(new Uint8Array(data));
      });
      socket.addEventListener("close", onClose);
      return {
        send(frame) {
          if (socket.readyState === WebSocket.OPEN) socket.send(frame);
        },
        close() {
          socket.close();
        },
      };
    },
    inflate,
    nowMs: () => Date.now(),
    random: () => Math.random(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    newNonce,
  };
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  // A copy, so that the type is one that cannot be shared memory.
  const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** 96 random bits in base 36. Unlike `randomUUID` it is there on plain-http pages of a local network. */
function newNonce(): string {
  const words = crypto.getRandomValues(new Uint32Array(3));
  return [...words].map((word) => word.toString(36).padStart(7, "0")).join("");
}
