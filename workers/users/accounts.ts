/** From a user's row to what the API says of it. Pure. */
import type { Account } from "#protocol/users/user.ts";
import type { UserRow } from "./rows.ts";

export const accountOf = ({ id, login, display_name, colour, staff, guest }: UserRow): Account => ({
  id,
  login,
  displayName: display_name,
  colour,
  staff,
  guest,
});
