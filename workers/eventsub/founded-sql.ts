/**
 * Which subscriptions nothing lets be any more, as SQL: so that whatever takes away their ground ends them in the same transaction, and none is
 * made after it. Reads grants, tokens and apps; changes nothing. Pure.
 */
import { SUBSCRIPTION_TYPES } from "#protocol/events/subscription-types.ts";

/** Groups of scopes by type and version, of which a reader's consent needs one each. */
const NEEDED = JSON.stringify(
  Object.fromEntries(
    SUBSCRIPTION_TYPES.flatMap(({ type, version, consent }) =>
      consent === null ? [] : [[`${type}@${version}`, consent.scopes]],
    ),
  ),
);

/** What a user lets the program of the subscription `s` do: by grants, or by tokens that the operator made. `?1` is the time. */
const grantsOf = (user: string, more: (scopes: string) => string = () => ""): string => `(
  EXISTS (SELECT 1 FROM app_grants g JOIN apps a ON a.client_id = g.client_id
          WHERE g.user_id = ${user} AND g.client_id = s.client_id AND g.expires_at > ?1 ${more("g.scopes")})
  OR EXISTS (SELECT 1 FROM access_tokens t
             WHERE t.user_id = ${user} AND t.client_id = s.client_id AND t.grant_id IS NULL AND t.expires_at > ?1 ${more("t.scopes")}))`;

const anyOf = (scopes: string): string =>
  `AND EXISTS (SELECT 1 FROM json_each(needed.value) w WHERE instr(' ' || ${scopes} || ' ', ' ' || w.value || ' ') > 0)`;

/** True for a row `s` of `eventsub_subscriptions` whose app, user or reader lets it be no longer. `?1` is the time. */
export const UNFOUNDED = `(
  (s.user_id IS NULL AND NOT EXISTS (SELECT 1 FROM apps a WHERE a.client_id = s.client_id))
  OR (s.user_id IS NOT NULL AND NOT ${grantsOf("s.user_id")})
  OR (s.reader_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM json_each('${NEEDED}', '$."' || s.type || '@' || s.version || '"') needed
    WHERE NOT ${grantsOf("s.reader_id", anyOf)})))`;
