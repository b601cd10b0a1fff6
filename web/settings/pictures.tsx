/** The pictures of one's channel: made in this browser into exactly the sizes that the site takes, then sent. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import {
  AVATAR_SIDES,
  BANNER_HEIGHT,
  BANNER_WIDTH,
  MAX_AVATAR_BYTES,
  MAX_BANNER_BYTES,
} from "#protocol/channel/images.ts";
import { getChannel } from "../api.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.tsx";
import { Box, toastRefusal } from "./box.tsx";
import type { Size } from "./crop.ts";
import { resizePicture } from "./resize-picture.ts";
import { removePicture, sendPicture } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";

const say = settingsStrings.profile;

type Kind = {
  readonly name: "avatar" | "banner";
  readonly title: string;
  readonly hint: string;
  readonly maxBytes: number;
  /** By the field of the form. */
  readonly sizes: readonly (readonly [string, Size])[];
};

const AVATAR: Kind = {
  ...{ name: "avatar", title: say.avatar, hint: say.avatarHint, maxBytes: MAX_AVATAR_BYTES },
  sizes: AVATAR_SIDES.map((side) => [`image${side}`, { width: side, height: side }]),
};
const BANNER: Kind = {
  ...{ name: "banner", title: say.banner, hint: say.bannerHint, maxBytes: MAX_BANNER_BYTES },
  sizes: [["image", { width: BANNER_WIDTH, height: BANNER_HEIGHT }]],
};

/** Pictures that we draw for who has none are not there to be taken away. */
const isOwn = (address: string | null): boolean => address?.includes("/images/channels/") ?? false;

export function Pictures({ login, name }: { readonly login: string; readonly name: string }) {
  const [channel, setChannel] = useState<ChannelState | null>(null);
  useEffect(() => {
    const over = new AbortController();
    void getChannel(login, location.pathname, over.signal).then((answer) => {
      if (!over.signal.aborted && answer.kind === "ok") setChannel(answer.value);
    });
    return () => over.abort();
  }, [login]);
  return (
    <>
      <PictureField kind={AVATAR} login={login} address={channel?.avatar || null}>
        {(address) => <Avatar name={name} src={address} size={96} />}
      </PictureField>
      <PictureField kind={BANNER} login={login} address={channel?.banner ?? null}>
        {(address) =>
          address === null ? (
            <div class="settings-banner" />
          ) : (
            <img class="settings-banner" src={address} alt="" width={BANNER_WIDTH} height={BANNER_HEIGHT} />
          )
        }
      </PictureField>
    </>
  );
}

type PictureFieldProps = {
  readonly kind: Kind;
  readonly login: string;
  readonly address: string | null;
  readonly children: (address: string | null) => preact.ComponentChildren;
};

function PictureField({ kind, login, address, children }: PictureFieldProps) {
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  /** What was set here; undefined: nothing yet, and what the channel says counts. */
  const [own, setOwn] = useState<string | null | undefined>(undefined);
  const shown = own === undefined ? address : own;

  const take = async (picked: File) => {
    setBusy(true);
    setFault(null);
    const sizes = kind.sizes.map(([, size]) => size);
    const made = await resizePicture(picked, sizes, kind.maxBytes);
    if (made === null) {
      setBusy(false);
      setFault(say.pictureWrong);
      return;
    }
    const fields = new Map(kind.sizes.flatMap(([field], at) => (made[at] === undefined ? [] : [[field, made[at]]])));
    const answer = await sendPicture(login, kind.name, fields);
    setBusy(false);
    if (answer.kind !== "ok") return toastRefusal(answer);
    setOwn(answer.value);
    showToast({ text: say.pictureSaved });
  };
  const remove = async () => {
    setBusy(true);
    const answer = await removePicture(login, kind.name);
    setBusy(false);
    if (answer.kind !== "ok") return toastRefusal(answer);
    setOwn(answer.value);
    showToast({ text: say.pictureRemoved });
  };
  return (
    <Box title={kind.title} text={kind.hint}>
      <div class="settings-picture" data-kind={kind.name}>
        {busy ? <Skeleton width="96px" height="96px" /> : children(shown)}
        <div class="settings-row">
          <input
            ref={file}
            class="ui-spoken"
            type="file"
            accept="image/*"
            tabIndex={-1}
            aria-label={`${kind.title}: ${say.choose}`}
            onChange={(event) => {
              const picked = event.currentTarget.files?.[0];
              event.currentTarget.value = "";
              if (picked !== undefined) void take(picked);
            }}
          />
          <Button busy={busy} aria-label={`${kind.title}: ${say.choose}`} onClick={() => file.current?.click()}>
            {say.choose}
          </Button>
          {isOwn(shown) ? (
            <Button
              variant="quiet"
              busy={busy}
              aria-label={`${kind.title}: ${say.remove}`}
              onClick={() => void remove()}
            >
              {say.remove}
            </Button>
          ) : null}
        </div>
        <FormNote fault={fault ?? undefined} />
      </div>
    </Box>
  );
}
