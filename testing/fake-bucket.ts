/** A bucket in memory that behaves as R2 does where the channel looks, and fails or hangs when a test says so. */

export class FakeBucket {
  readonly objects = new Map<string, Uint8Array>();
  /** Keys of the puts that succeeded, in order. */
  readonly puts: string[] = [];
  inFlight = 0;
  mostInFlight = 0;
  /** Which keys fail, and which never answer. */
  fails: (key: string) => boolean = () => false;
  hangs: (key: string) => boolean = () => false;

  async put(key: string, value: Uint8Array): Promise<void> {
    await this.#operate(key);
    this.objects.set(key, value.slice());
    this.puts.push(key);
  }

  async get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null> {
    await this.#operate(key);
    const object = this.objects.get(key);
    return object === undefined ? null : { arrayBuffer: async () => Uint8Array.from(object).buffer };
  }

  async delete(keys: string[]): Promise<void> {
    await this.#operate(keys[0] ?? "");
    for (const key of keys) this.objects.delete(key);
  }

  async list({ prefix }: { prefix: string }): Promise<{ objects: { key: string; size: number }[]; truncated: false }> {
    await this.#operate(prefix);
    const objects = [...this.objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    return { objects: objects.map(([key, { byteLength }]) => ({ key, size: byteLength })), truncated: false };
  }

  async #operate(key: string): Promise<void> {
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      if (this.hangs(key)) await new Promise<never>(() => undefined);
      await Promise.resolve();
      if (this.fails(key)) throw new Error(`the bucket refused ${key}`);
    } finally {
      this.inFlight--;
    }
  }
}
