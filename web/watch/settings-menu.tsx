/** The player's settings: the quality from best to least, and for a live channel how close to live to play. */
import type { LatencyMode } from "#protocol/channel/about.ts";
import { bitrateText } from "../format.ts";
import { strings } from "../strings.ts";
import { Menu, type MenuItem, type MenuSection } from "../ui/menu.tsx";
import { modeOf } from "./player/latency-mode.ts";
import type { Player } from "./player/player.ts";
import type { PlayerView } from "./player/player-view.ts";
import { qualityName } from "./quality-name.ts";

export type SettingsMenuProps = {
  readonly player: Player;
  readonly view: PlayerView;
  readonly live: boolean;
  readonly onOpenChange: (open: boolean) => void;
};

export function SettingsMenu({ player, view, live, onOpenChange }: SettingsMenuProps) {
  const { controls } = strings;
  const sections = [qualities(player, view), ...(live ? [latencies(player, view)] : [])];
  return (
    <Menu
      icon="settings"
      label={controls.settings}
      variant="video"
      side="top"
      align="end"
      sections={sections}
      onOpenChange={onOpenChange}
    />
  );
}

/** Auto and what it chose, the rungs, the sound alone. */
function qualities(player: Player, { qualities: rungs, quality, choice, hasAudioOnly }: PlayerView): MenuSection {
  const { controls } = strings;
  const auto: MenuItem = {
    label: controls.auto,
    detail: choice === "auto" && quality !== null ? controls.autoChose(qualityName(quality)) : undefined,
    checked: choice === "auto",
    onSelect: () => player.choose("auto"),
  };
  const chosen = [...rungs]
    .sort((a, b) => b.height - a.height || b.bitrate - a.bitrate)
    .map((rung) => ({
      label: qualityName(rung),
      detail: bitrateText(rung.bitrate),
      checked: choice === rung.id,
      onSelect: () => player.choose(rung.id),
    }));
  const sound: MenuItem[] = hasAudioOnly
    ? [{ label: controls.audioOnly, checked: choice === "audio", onSelect: () => player.choose("audio") }]
    : [];
  return { label: controls.quality, items: [auto, ...chosen, ...sound] };
}

/** On and off, with a word at the one that the channel has. */
function latencies(player: Player, { latency }: PlayerView): MenuSection {
  const { controls } = strings;
  const item = (mode: LatencyMode, label: string): MenuItem => ({
    label,
    detail: latency.channel === mode ? controls.ofChannel : undefined,
    checked: modeOf(latency) === mode,
    onSelect: () => player.chooseLatency(mode),
  });
  return { label: controls.lowLatency, items: [item("low", controls.on), item("normal", controls.off)] };
}
