/** Follows a channel and stops following it, with how many do. Who is nobody yet is led to logging in. */
import { account } from "../account/account.ts";
import { shortNumber, wholeNumber } from "../format.ts";
import { channelPath } from "../route.ts";
import { signInPath } from "../sign-in/next-path.ts";
import { strings } from "../strings.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { showToast } from "../ui/toast.tsx";
import { useFollow } from "./use-follow.ts";

export type FollowButtonProps = {
  readonly login: string;
  readonly name: string;
  readonly channelId: string;
  /** How many follow, as the channel says. */
  readonly followers: number;
};

export function FollowButton({ login, name, channelId, followers }: FollowButtonProps) {
  const who = account.value;
  const person = who === null || who === undefined || who.guest ? null : who.id;
  const { following, wish } = useFollow(login, name, person);
  const { follow } = strings;
  const count = following?.followers ?? followers;
  const stop = () => {
    wish(false);
    showToast({ text: follow.stopped(name), action: { label: follow.undo, onPress: () => wish(true) } });
  };
  return (
    <div class="follow">
      <span class="follow-count ui-numbers" title={follow.followers(wholeNumber(count), count === 1)}>
        {follow.followers(shortNumber(count), count === 1)}
      </span>
      {person === channelId ? null : (
        <span class="follow-button" data-followed={following?.followed ?? false}>
          {person === null ? (
            <ButtonLink variant="primary" icon="heart" href={signInPath("/login", channelPath(login))}>
              {follow.follow}
            </ButtonLink>
          ) : (
            <Button
              variant={following?.followed === true ? "plain" : "primary"}
              icon="heart"
              busy={following === null}
              aria-pressed={following?.followed ?? false}
              onClick={() => (following?.followed === true ? stop() : wish(true))}
            >
              {following?.followed === true ? follow.following : follow.follow}
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
