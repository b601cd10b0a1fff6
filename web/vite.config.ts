/** Builds the site into web/dist: hashed assets, the early script inline with its hash in the policy, and the headers file for static assets. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the early script names the library's chunks; see early-load.ts. */
const EARLY_MODULES = "EARLY_MODULES";

/** After the charset and before any style, which would hold the script back. */
const EARLY_PLACE = "<!-- early -->";

type Chunk = { readonly type: string; readonly fileName: string; readonly name?: string; readonly code?: string };

/** Takes the early script out of the bundle and puts it into the head of the document, with the library's chunk named in it. */
function earlyScript(): Plugin {
  let hash: string | null = null;
  return {
    name: "rill-early-script",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        if (bundle === undefined) return html;
        const chunks: readonly Chunk[] = Object.values(bundle);
        const early = chunks.find((chunk) => chunk.type === "chunk" && chunk.name === "early-load");
        const library = chunks.find((chunk) => chunk.type === "chunk" && chunk.name === "hls");
        if (early?.code === undefined || library === undefined)
          throw new Error("the early script or the library is missing");
        if (/^\s*import\s/m.test(early.code)) throw new Error("the early script must import nothing");
        const modules = JSON.stringify([`/${library.fileName}`]);
        if (!html.includes(EARLY_PLACE)) throw new Error(`index.html has no ${EARLY_PLACE}`);
        // A function of its own keeps its names out of the page's.
        const code = `(()=>{${early.code.replaceAll(EARLY_MODULES, modules).trim()}})()`;
        delete bundle[early.fileName];
        hash = createHash("sha256").update(code).digest("base64");
        return html.replace(EARLY_PLACE, () => `<script>${code}</script>`);
      },
    },
    generateBundle: {
      order: "post",
      handler() {
        if (hash === null) throw new Error("the early script was not placed");
        this.emitFile({ type: "asset", fileName: "_headers", source: headers(hash) });
      },
    },
  };
}

/** Whose check that a person is there some pages load, where the site is set up for it (`sign-in/turnstile.tsx`). */
const TURNSTILE = "https://challenges.cloudflare.com";

/** What a page may load and who may frame it. */
function policyOf(earlyHash: string, page: { readonly framedBy?: string; readonly check?: boolean }): string {
  const check = page.check === true ? [TURNSTILE] : [];
  return [
    "default-src 'none'",
    ["script-src 'self'", `'sha256-${earlyHash}'`, ...check].join(" "),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...check].join(" "),
    "media-src 'self' blob:",
    "manifest-src 'self'",
    ...(check.length === 0 ? [] : [`frame-src ${check.join(" ")}`]),
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${page.framedBy ?? "'none'"}`,
  ].join("; ");
}

/** Headers of static assets. The page itself is asked for each time; what has a hash in its name is kept for good. */
function headers(earlyHash: string): string {
  const check = policyOf(earlyHash, { check: true });
  return `/*
  Content-Security-Policy: ${policyOf(earlyHash, {})}
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), microphone=(), geolocation=()
  Cache-Control: no-cache

/embed/*
  ! Content-Security-Policy
  Content-Security-Policy: ${policyOf(earlyHash, { framedBy: "*" })}

/signup
  ! Content-Security-Policy
  Content-Security-Policy: ${check}

/login/forgot
  ! Content-Security-Policy
  Content-Security-Policy: ${check}

/reset-password
  ! Content-Security-Policy
  Content-Security-Policy: ${check}

/assets/*
  ! Cache-Control
  Cache-Control: public, max-age=31536000, immutable
`;
}

export default defineConfig({
  root: here("."),
  // Also where a test builds the pages, in an environment that is not called production: a third of the code would be names of source lines.
  oxc: { jsx: { development: false } },
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), earlyScript()],
  build: {
    outDir: here("./dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    // The library alone is larger than the default limit; it is a chunk of its own.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: here("./index.html"),
        "early-load": here("./early-load.ts"),
        "push-worker": here("./push/push-worker.ts"),
      },
      output: {
        // A service worker stays where it is, and may serve the whole site from there only.
        entryFileNames: ({ name }) => (name === "push-worker" ? "push-worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
