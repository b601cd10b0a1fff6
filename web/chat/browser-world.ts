/** The chat connection's world in a browser: WebSocket, clock, timers, chance. */
import type { ChatWorld } from "./connection.ts";

export function browserWorld(login: string): ChatWorld {
  return {
    open({ onOpen, onFrame, onClose }) {
      const url = new URL(`/chat/${encodeURIComponent(login)}`, location.href);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      const socket = new WebSocket(url);
      socket.addEventListener("open", onOpen);
      socket.addEventListener("message", ({ data }) => {
        if (typeof data === "string") onFrame(data);
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
    nowMs: () => Date.now(),
    random: () => Math.random(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    newNonce,
  };
}

/** 96 random bits in base 36. Unlike `randomUUID` it is there on plain-http pages of a local network. */
function newNonce(): string {
  const words = crypto.getRandomValues(new Uint32Array(3));
  return [...words].map((word) => word.toString(36).padStart(7, "0")).join("");
}
