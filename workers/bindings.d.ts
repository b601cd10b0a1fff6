/** Tells the platform's types what this Worker is bound to, so that `env` and `exports` of cloudflare:workers are typed. */
declare namespace Cloudflare {
  type Bindings = import("./env.ts").Env;
  interface Env extends Bindings {}
  interface GlobalProps {
    mainModule: typeof import("./main.ts");
    durableNamespaces:
      | "LiveChannel"
      | "ChatRoom"
      | "ChatRelay"
      | "IrcGateway"
      | "EventsubSession"
      | "EventsubRoom"
      | "Attempts";
  }
}

/** A file's text, as Vite imports it in tests. */
declare module "*?raw" {
  const text: string;
  export default text;
}
