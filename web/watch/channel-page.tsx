/** A channel: the picture as large as the window allows, the chat at its side, what the channel is underneath. */
import { useCallback, useState } from "preact/hooks";
import { LatePage } from "../late-page.tsx";
import { MissingPage } from "../missing-page.tsx";
import { usePageTitle } from "../page-title.ts";
import { strings } from "../strings.ts";
import { ErrorState } from "../ui/notice.tsx";
import { About } from "./about.tsx";
import { ChannelInfo } from "./channel-info.tsx";
import { ChatPanel } from "./chat-panel.tsx";
import { MatureNotice, useMature } from "./mature-notice.tsx";
import type { Player } from "./player/player.ts";
import { PlayerStage } from "./player-stage.tsx";
import { Recordings } from "./recordings.tsx";
import { NextPlanned, ScheduleList } from "./schedule.tsx";
import { useAfterPicture } from "./use-after-picture.ts";
import { useChannel, useRecordings } from "./use-channel.ts";
import { usePlayback } from "./use-playback.ts";
import { nextPlanned, useSchedule } from "./use-schedule.ts";
import { useTheatre } from "./use-theatre.ts";

const loadAlsoLive = async () => (await import("./also-live.tsx")).AlsoLive;

export function ChannelPage({ login }: { readonly login: string }) {
  const { channel, playlist, trouble, refresh } = useChannel(login);
  const [theatre, toggleTheatre] = useTheatre();
  const [player, setPlayer] = useState<Player | null>(null);
  const resting = channel !== null && !channel.live;
  const recordings = useRecordings(login, channel === null ? null : resting ? "resting" : "live");
  const name = channel?.displayName ?? login;
  usePageTitle(channel === null ? name : `${name}${channel.live ? ` · ${strings.live}` : ""}`);
  const [allowed, agree] = useMature(channel);
  const afterPicture = useAfterPicture(player, resting || !allowed);
  const schedule = useSchedule(login, channel !== null && afterPicture);
  usePlayback({ player: allowed ? player : null, login, channel, playlist });
  const onPlayer = useCallback((made: Player) => setPlayer(made), []);
  if (trouble === "unknown") {
    return <MissingPage title={strings.missing.channel(login)} text={strings.missing.text} />;
  }
  const next = nextPlanned(schedule);
  const newest = recordings?.kind === "ok" ? (recordings.value[0] ?? null) : null;
  return (
    <main class="watch" id="content" data-theatre={theatre}>
      <div class="watch-main">
        <div class="watch-player">
          <PlayerStage
            live
            recorded={null}
            name={name}
            newest={newest}
            next={next === null ? null : <NextPlanned login={login} next={next} />}
            theatre={theatre}
            onTheatre={toggleTheatre}
            onPlayer={onPlayer}
          />
          {allowed ? null : <MatureNotice channel={channel} onAgree={agree} />}
          {trouble === "unreachable" ? (
            <div class="watch-trouble">
              <ErrorState title={strings.player.unreachableTitle} onRetry={refresh}>
                {strings.player.unreachableText}
              </ErrorState>
            </div>
          ) : null}
        </div>
        <ChannelInfo channel={channel} login={login} />
        {channel === null ? null : (
          <div class="watch-more" data-resting={resting}>
            {resting && afterPicture ? <LatePage key={login} load={loadAlsoLive} with={{ login }} bare /> : null}
            <Recordings answer={recordings} />
            <ScheduleList login={login} schedule={schedule} />
            <About channel={channel} ready={afterPicture} />
          </div>
        )}
      </div>
      <ChatPanel login={login} ready={afterPicture} />
    </main>
  );
}
