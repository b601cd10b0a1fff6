/** Settings, notifications: by what one hears that a channel is live, when not, and of whom not. */
import { useEffect, useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import type { NoticeSettings, NoticeSettingsAnswer } from "#protocol/events/notices.ts";
import { getFollowing } from "../browse/discovery-api.ts";
import { usePages } from "../cards/use-pages.ts";
import { type PushState, pushState, startPush, stopPush } from "../push/push.ts";
import { Button } from "../ui/button.tsx";
import { Switch } from "../ui/switch.tsx";
import { showToast } from "../ui/toast.tsx";
import { Box, PartWaiting, toastRefusal, usePart } from "./box.tsx";
import { addDevice, getNoticeSettings, muteChannel, removeDevice, setNoticeSettings } from "./notifications-api.ts";
import { noticeStrings as say } from "./notifications-strings.ts";
import { QuietHours } from "./quiet-hours.tsx";

export function NotificationsSection() {
  const part = usePart(getNoticeSettings);
  const { value } = part;
  if (typeof value === "string") {
    return (
      <Box title={say.title}>
        <PartWaiting failed={value === "failed"} onRetry={part.retry} />
      </Box>
    );
  }
  return <Wishes wishes={value} onWishes={part.set} />;
}

type WishesProps = {
  readonly wishes: NoticeSettingsAnswer;
  readonly onWishes: (wishes: NoticeSettingsAnswer) => void;
};

function Wishes({ wishes, onWishes }: WishesProps) {
  const [busy, setBusy] = useState<keyof NoticeSettings | null>(null);
  const { push, mail, quiet, muted } = wishes;
  const change = async (what: keyof NoticeSettings, next: Partial<NoticeSettings>) => {
    setBusy(what);
    const answer = await setNoticeSettings({ push, mail, quiet, ...next });
    setBusy(null);
    if (answer.kind === "ok") onWishes(answer.value);
    else toastRefusal(answer);
  };
  return (
    <>
      <Box title={say.title} text={say.text}>
        <Switch
          label={say.push}
          hint={say.pushHint}
          checked={push}
          busy={busy === "push"}
          onChange={(on) => void change("push", { push: on })}
        />
        {push ? <ThisBrowser pushKey={wishes.pushKey} /> : null}
        <Switch
          label={say.mail}
          hint={say.mailHint}
          checked={mail}
          busy={busy === "mail"}
          onChange={(on) => void change("mail", { mail: on })}
        />
      </Box>
      <Box title={say.quiet} text={say.quietText}>
        <QuietHours quiet={quiet} busy={busy === "quiet"} onChange={(next) => void change("quiet", { quiet: next })} />
      </Box>
      <Box title={say.channels} text={say.channelsText}>
        <Channels muted={muted} onMuted={(next) => onWishes({ ...wishes, muted: [...next] })} />
      </Box>
    </>
  );
}

/** Pushes come to the browsers that asked for them, each by itself. */
function ThisBrowser({ pushKey }: { readonly pushKey: string | null }) {
  const [state, setState] = useState<PushState | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let shown = true;
    void pushState().then((known) => shown && setState(known));
    return () => {
      shown = false;
    };
  }, []);
  if (pushKey === null) return <p class="settings-dim">{say.pushNowhere}</p>;
  if (state === "impossible" || state === "denied") return <p class="settings-dim">{say[state]}</p>;
  const start = async () => {
    const device = await startPush(pushKey);
    if (device === "denied") return setState("denied");
    if (device === "failed") return showToast({ text: say.pushFailed, tone: "bad" });
    const answer = await addDevice(device);
    if (answer.kind === "ok") return setState("on");
    await stopPush();
    toastRefusal(answer);
  };
  const stop = async () => {
    const endpoint = await stopPush();
    setState("off");
    if (endpoint !== null) await removeDevice(endpoint);
  };
  const press = async (on: boolean) => {
    setBusy(true);
    await (on ? start() : stop());
    setBusy(false);
  };
  return (
    <Switch
      label={say.thisBrowser}
      hint={say.thisBrowserHint}
      checked={state === "on"}
      busy={busy || state === null}
      onChange={(on) => void press(on)}
    />
  );
}

type ChannelsProps = { readonly muted: readonly string[]; readonly onMuted: (muted: readonly string[]) => void };

function Channels({ muted, onMuted }: ChannelsProps) {
  const [busy, setBusy] = useState<string | null>(null);
  const followed = usePages<ChannelState>({
    key: "followed",
    load: (cursor, signal) => getFollowing("all", cursor, signal),
    id: ({ id }) => id,
  });
  if (followed.state !== "ready") return <PartWaiting failed={followed.state !== "loading"} onRetry={followed.retry} />;
  if (followed.items.length === 0) return <p class="settings-dim">{say.channelsNone}</p>;
  const tell = async (channelId: string, tells: boolean) => {
    setBusy(channelId);
    const answer = await muteChannel(channelId, !tells);
    setBusy(null);
    if (answer.kind !== "ok") return toastRefusal(answer);
    onMuted(tells ? muted.filter((id) => id !== channelId) : [...muted, channelId]);
  };
  return (
    <>
      <ul class="settings-list">
        {followed.items.map(({ id, displayName }) => (
          <li key={id}>
            <span class="settings-wide">
              <Switch
                label={displayName}
                checked={!muted.includes(id)}
                busy={busy === id}
                onChange={(tells) => void tell(id, tells)}
              />
            </span>
          </li>
        ))}
      </ul>
      {followed.hasMore ? (
        <div class="settings-row">
          <Button busy={followed.busy} onClick={followed.more}>
            {say.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}
