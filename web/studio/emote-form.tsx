/** A new emote: a picture, drawn in the three sizes before one's eyes, its name, and who may use it. */
import { useEffect, useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { type ChannelEmote, emoteNameSchema } from "#protocol/chat/emote.ts";
import { EMOTE_SIDES } from "#protocol/chat/limits.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { showToast } from "../ui/toast.tsx";
import { drawEmote } from "./draw-emote.ts";
import { nameFromFile } from "./emote-drawing.ts";
import { addEmote } from "./emotes-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.emotes;
type Tier = ChannelEmote["tier"];

export type EmoteFormProps = {
  readonly login: string;
  readonly onAdded: (emote: ChannelEmote) => void;
};

export function EmoteForm({ login, onAdded }: EmoteFormProps) {
  const file = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const [images, setImages] = useState<readonly Blob[]>([]);
  const [tier, setTier] = useState<Tier>("everyone");
  const [fileFault, setFileFault] = useState<string | null>(null);
  const [nameFault, setNameFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const choose = async (files: readonly File[]) => {
    const drawn = await drawEmote(files);
    setImages(drawn.kind === "images" ? drawn.images : []);
    setFileFault(drawn.kind === "fault" ? drawn.sentence : null);
    const field = name.current;
    if (drawn.kind === "images" && field !== null && field.value === "")
      field.value = nameFromFile(files[0]?.name ?? "");
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (images.length === 0) {
      setFileFault(fileFault ?? say.fileMissing);
      file.current?.focus();
      return;
    }
    const typed = v.safeParse(emoteNameSchema, name.current?.value.trim() ?? "");
    if (!typed.success) {
      setNameFault(say.nameFault);
      name.current?.focus();
      return;
    }
    setBusy(true);
    const answer = await addEmote(login, { name: typed.output, tier, images });
    setBusy(false);
    if (answer.kind !== "ok") {
      showToast({ text: answer.kind === "refused" ? answer.message : studioStrings.notSaved, tone: "bad" });
      return;
    }
    onAdded(answer.value);
    setImages([]);
    if (file.current !== null) file.current.value = "";
    if (name.current !== null) name.current.value = "";
    showToast({ text: say.added(answer.value.name), tone: "good" });
  };
  return (
    <form class="studio-form" aria-label={say.add} onSubmit={(event) => void send(event)}>
      <Input
        label={say.file}
        hint={say.fileHint}
        error={fileFault}
        inputRef={file}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        multiple
        onChange={(event) => void choose([...(event.currentTarget.files ?? [])])}
      />
      {images.length === 0 ? null : <Sizes images={images} />}
      <Input
        label={say.name}
        hint={say.nameHint}
        error={nameFault}
        inputRef={name}
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        maxLength={25}
        onInput={() => setNameFault(null)}
      />
      <Select
        label={say.tier}
        options={[
          { value: "everyone", label: say.everyone },
          { value: "subscribers", label: say.subscribers },
        ]}
        value={tier}
        onChange={(value) => setTier(value === "subscribers" ? "subscribers" : "everyone")}
      />
      <div class="studio-form-end">
        <Button type="submit" variant="primary" busy={busy}>
          {say.add}
        </Button>
      </div>
    </form>
  );
}

/** As chats show it, on light and on dark. */
function Sizes({ images }: { readonly images: readonly Blob[] }) {
  const [addresses, setAddresses] = useState<readonly string[]>([]);
  useEffect(() => {
    const made = images.map((image) => URL.createObjectURL(image));
    setAddresses(made);
    return () => {
      for (const address of made) URL.revokeObjectURL(address);
    };
  }, [images]);
  return (
    <div class="studio-emote-sizes" role="img" aria-label={say.preview}>
      {(["dark", "light"] as const).map((theme) => (
        <span key={theme} class="studio-emote-ground" data-ground={theme}>
          {addresses.map((address, at) => (
            <img key={address} src={address} alt="" width={EMOTE_SIDES[at]} height={EMOTE_SIDES[at]} />
          ))}
        </span>
      ))}
    </div>
  );
}
