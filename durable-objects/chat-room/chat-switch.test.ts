import { expect, test } from "vitest";
import { BROADCASTER, person } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import { ChatSwitch, LOOK_AFTER_MS } from "./chat-switch.ts";

const refusal = {
  ...{ kind: "refused", nonce: "n1", code: "unavailable", retryMs: null },
  message: "Only moderators can write in this chat for the moment.",
};

test("where the operator has switched chat off moderators write alone, and everybody again once it is on", async () => {
  const world = new ChatRoomWorld();
  world.isChatOn = false;
  const [streamer, viewer] = [world.join(BROADCASTER), world.join(person("ada", "7"))];
  await Promise.resolve();
  world.say(viewer, "n1", "hello");
  expect(viewer.take()).toEqual([refusal]);
  world.say(viewer, "n2", "/color #ff0000");
  expect(viewer.take()).toMatchObject([{ kind: "done", code: "color_changed" }, { kind: "self" }]);
  world.say(streamer, "n1", "a word from us");
  await world.clock.advance(5000);
  expect(streamer.take()).toMatchObject([{ kind: "sent" }, { events: [{ text: "a word from us" }] }]);
  viewer.take();
  world.isChatOn = true;
  await world.clock.advance(LOOK_AFTER_MS);
  world.say(viewer, "n3", "still refused, and asks");
  expect(viewer.take()).toMatchObject([{ kind: "refused", code: "unavailable" }]);
  await Promise.resolve();
  world.say(viewer, "n3", "now it is said");
  await world.clock.advance(5000);
  expect(viewer.take()).toMatchObject([{ kind: "sent" }, { events: [{ text: "now it is said" }] }]);
});

test("the switch is asked for no more often than it may be, and goes on as it was when it cannot be read", async () => {
  const answers: (boolean | Error)[] = [false, new Error("down"), true];
  const logged: string[] = [];
  let asked = 0;
  const chat = new ChatSwitch(
    {
      isChatOn: async () => {
        const answer = answers[asked++] ?? true;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      background: () => undefined,
      log: (sentence) => logged.push(sentence),
    },
    "1001",
  );
  const settled = async (): Promise<readonly [boolean, number]> => {
    await Promise.resolve();
    await Promise.resolve();
    return [chat.isOn, asked];
  };
  expect(chat.isOn).toBe(true);
  chat.look(0);
  expect(await settled()).toEqual([false, 1]);
  chat.look(LOOK_AFTER_MS - 1);
  expect(await settled()).toEqual([false, 1]);
  chat.look(LOOK_AFTER_MS);
  expect(await settled()).toEqual([false, 2]);
  chat.look(2 * LOOK_AFTER_MS);
  expect(await settled()).toEqual([true, 3]);
  expect(logged).toEqual(["chat room: the operator's switch could not be read; what was known goes on"]);
});
