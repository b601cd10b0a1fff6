/** Which tests run where. The suffix of a test file names its environment; see CONTRIBUTING.md. */
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const notHere = ["**/node_modules/**", "**/.cache/**", "**/dist/**", "**/.rill/**"];
const suffixes = ["workerd", "ffmpeg", "browser", "sim"];

/** Nothing is measured by time-outs: a busy machine takes its time, and only what hangs fails. Milliseconds. */
const PATIENCE_MS = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          testTimeout: PATIENCE_MS,
          include: ["**/*.test.ts", "**/*.test.tsx", "**/*.sim.test.ts"],
          exclude: [...notHere, "e2e/**", ...suffixes.filter((s) => s !== "sim").map((s) => `**/*.${s}.test.ts`)],
        },
      },
      {
        plugins: [
          cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare: { bindings: TEST_BINDINGS() } }),
        ],
        test: {
          name: "edge",
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
          include: ["**/*.workerd.test.ts"],
          exclude: notHere,
        },
      },
      {
        test: {
          name: "media",
          environment: "node",
          include: ["**/*.ffmpeg.test.ts"],
          exclude: notHere,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "web",
          environment: "node",
          include: ["**/*.browser.test.ts"],
          exclude: notHere,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["e2e/**/*.test.ts"],
          exclude: notHere,
          testTimeout: 240_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

/** Secrets of the test world; real ones come from `wrangler secret`. */
function TEST_BINDINGS(): Record<string, string> {
  return {
    NODE_TOKEN: "test-node-token",
    OPERATOR_TOKEN: "test-operator-token",
    CHAT_SECRET: "test-chat-secret-of-more-than-32-characters",
    AUTH_SECRET: "test-auth-secret-of-more-than-32-characters",
    DEVELOPMENT: "1",
  };
}
