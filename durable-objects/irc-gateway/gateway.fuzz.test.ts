import { expect, test } from "vitest";
import { IRC_CORPUS } from "#testing/irc-corpus.ts";
import { IrcWorld, viewerOf } from "#testing/irc-world.ts";
import { prng } from "#testing/prng.ts";
import { parseSession } from "./session.ts";

const FRAMES = 1500;
const TOKEN = "abcdefghijklmnopqrstuvwxyz0123";

/** Clients that send what the corpus holds, cut and joined at random; all of them have to leave the gateway as it should be. */
test.each([1, 2, 3])(
  "whatever clients send, the gateway answers whole lines, bounded and well formed, seed %i",
  async (seed) => {
    const world = new IrcWorld();
    world.account(TOKEN, viewerOf("123", "alice"));
    const random = prng(seed);
    const pick = <T>(list: readonly T[], otherwise: T): T => list[Math.floor(random() * list.length)] ?? otherwise;
    let client = world.connect();
    for (let sent = 0; sent < FRAMES; sent++) {
      if (client.closed !== null || random() < 0.02) {
        world.gateway.gone(client.connection);
        client = world.connect();
        if (random() < 0.7)
          await client.says(`CAP REQ :twitch.tv/tags twitch.tv/commands\r\nPASS ${TOKEN}\r\nNICK alice`);
      }
      const frame = pick(IRC_CORPUS, "");
      const at = Math.floor(random() * frame.length);
      await client.says(random() < 0.5 ? frame : frame.slice(at) + pick(IRC_CORPUS, "").slice(0, at));
      for (const line of client.heard()) {
        expect(line).toMatch(/^(?:@\S+ )?(?::\S+ )?[A-Z0-9]+(?: |$)/);
        expect(line.length).toBeLessThan(3000);
      }
      expect(parseSession(client.session)).toEqual(client.session);
      for (const { up } of world.room("987").lines.splice(0)) {
        world.room("987").down({
          kind: "answer",
          connection: client.connection,
          frame: { kind: "sent", nonce: up.nonce, seq: sent, kept: true },
        });
      }
      world.now += 2000;
    }
    for (const { connection } of world.clients.values()) world.gateway.gone(connection);
    world.now += 120_000;
    for (const channelId of ["987", "988", "123"]) world.gateway.linked((rooms) => rooms.wake(channelId));
    expect(world.gateway.snapshot()).toEqual({ clients: 0, registered: 0, rooms: 0 });
  },
);
