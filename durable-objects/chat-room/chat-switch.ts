/** Whether the operator lets everybody write in this room: believed for some seconds, asked again while people write. Knows no flags. */
import type { RoomPorts } from "./ports.ts";

/** A room in which something is sent asks again so soon, milliseconds. What it asks keeps its answer for the whole isolate. */
export const LOOK_AFTER_MS = 1000;

type Ports = Pick<RoomPorts, "isChatOn" | "background" | "log">;

export class ChatSwitch {
  readonly #ports: Ports;
  readonly #channelId: string;
  /** Until the first answer everybody writes: a room that starts does not wait for one. */
  #isOn = true;
  #lookAt = Number.NEGATIVE_INFINITY;

  constructor(ports: Ports, channelId: string) {
    this.#ports = ports;
    this.#channelId = channelId;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Somebody came or sent something: asks behind it, when the last answer is old. */
  look(now: number): void {
    if (now < this.#lookAt) return;
    this.#lookAt = now + LOOK_AFTER_MS;
    this.#ports.background(this.#ask());
  }

  async #ask(): Promise<void> {
    try {
      this.#isOn = await this.#ports.isChatOn(this.#channelId);
    } catch (cause) {
      this.#ports.log("chat room: the operator's switch could not be read; what was known goes on", cause);
    }
  }
}
