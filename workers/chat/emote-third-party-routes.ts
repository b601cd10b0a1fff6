/** Switches a channel's emotes of another site on, renews them, or takes them away: `PUT /chat/:login/emotes/third-party`. */
import { Hono } from "hono";
import * as v from "valibot";
import { changeOf, providerSchema } from "#durable-objects/chat-room/emotes/third-party.ts";
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import { Fault } from "#protocol/errors.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { flags } from "../flags/flags.ts";
import { callObject } from "../object-calls.ts";
import { badRequest, sValidator } from "../validation.ts";
import { ownedChannelId } from "./emote-owner.ts";
import { type Fetch, fetchThirdParty, providersOf } from "./emote-third-party.ts";

const thirdPartySchema = v.object({
  provider: providerSchema,
  /** The streamer's number on Twitch, by which providers know channels; null takes the provider's emotes away. */
  twitchId: v.nullable(v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,15}$/, "a Twitch id is 1 to 16 digits"))),
});

/** Below /chat. The room holds them beside the channel's own, up to as many as a channel has. */
export const thirdPartyRoutes = (fetch: Fetch) =>
  new Hono<App>().put(
    "/:login/emotes/third-party",
    limitBody(MAX_JSON_BYTES),
    sValidator("json", thirdPartySchema, badRequest),
    async (c) => {
      const channelId = await ownedChannelId(c, c.req.param("login"));
      const { provider, twitchId } = c.req.valid("json");
      const isAllowed =
        providersOf(c.env.THIRD_PARTY_EMOTES).includes(provider) &&
        (await flags(c)).isOn("third_party_emotes", { channelId });
      if (twitchId !== null && !isAllowed) {
        throw new Fault("forbidden", `Emotes of ${provider} are not shown here.`);
      }
      const wanted = twitchId === null ? [] : await fetchThirdParty(fetch, provider, twitchId);
      const room = <T>(call: (stub: RoomStub) => Promise<T>): Promise<T> =>
        callObject(c.env.CHAT_ROOM, channelId, call);
      const { add, remove } = changeOf(await room(async (stub) => await stub.emotes()), provider, wanted);
      for (const id of remove) await room(async (stub) => await stub.removeEmote(id));
      let added = 0;
      for (const { id, name, format } of add) {
        const emote: ChannelEmote = { id, channelId, name, tier: "everyone", format, at: Date.now() };
        const outcome = await room(async (stub) => await stub.putEmote(emote));
        if (outcome === "full") break;
        if (outcome === "ok") added++;
      }
      const kept = wanted.length - add.length;
      return c.json({ provider, shown: kept + added, leftOut: add.length - added });
    },
  );

type RoomStub = ReturnType<App["Bindings"]["CHAT_ROOM"]["getByName"]>;
