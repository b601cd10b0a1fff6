/** Following a channel: shown at once, told to the site, and taken back in words when the site says no. */
import { useEffect, useRef, useState } from "preact/hooks";
import { strings } from "../strings.ts";
import { showToast } from "../ui/toast.tsx";
import { getFollow, setFollow } from "./channel-api.ts";
import { type Following, followingOf, wished } from "./follow-state.ts";

export type FollowUse = {
  /** Null while it is not known. */
  readonly following: Following | null;
  readonly wish: (follows: boolean) => void;
};

/** `who` is the id of the account at this browser; null for nobody, who follows nothing. */
export function useFollow(login: string, name: string, who: string | null): FollowUse {
  const [following, setFollowing] = useState<Following | null>(null);
  /** What the site has said last, and what is wished for; the site is told one wish at a time, the newest. */
  const known = useRef<Following | null>(null);
  const wanted = useRef<boolean | null>(null);
  const telling = useRef(false);
  const place = useRef("");
  place.current = `${who} ${login}`;

  useEffect(() => {
    known.current = null;
    wanted.current = null;
    setFollowing(null);
    if (who === null) return;
    const over = new AbortController();
    void getFollow(login, over.signal).then((answer) => {
      if (over.signal.aborted || answer.kind !== "ok") return;
      known.current = followingOf(answer.value);
      setFollowing(known.current);
    });
    return () => over.abort();
  }, [login, who]);

  const tell = async () => {
    const here = place.current;
    telling.current = true;
    while (wanted.current !== null && known.current !== null && wanted.current !== known.current.followed) {
      const wish = wanted.current;
      const answer = await setFollow(login, wish);
      if (place.current !== here) break;
      if (answer.kind === "ok") {
        known.current = followingOf(answer.value);
        continue;
      }
      const { follow } = strings;
      const failed = wish ? follow.failed(name) : follow.unfollowFailed(name);
      const why = answer.kind === "refused" ? answer.message : follow.noAnswer;
      showToast({ text: `${failed} ${why}`, tone: "bad" });
      wanted.current = null;
    }
    telling.current = false;
    if (place.current === here) setFollowing(known.current);
  };
  return {
    following,
    wish(follows) {
      if (known.current === null) return;
      wanted.current = follows;
      setFollowing(wished(known.current, follows));
      if (!telling.current) void tell();
    },
  };
}
