/** What users let apps do, in D1: made, remembered, listed and revoked. What belongs to a grant is void without it. */
import * as v from "valibot";
import type { Connection } from "#protocol/oauth/app.ts";
import { CODE_MS, IMPLICIT_TOKEN_MS } from "#protocol/oauth/lifetimes.ts";
import { scopeSentences } from "#protocol/oauth/scopes.ts";
import { GRANT_SQL } from "./grant-sql.ts";

export type NewGrant = {
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly now: number;
};

function grantStatements(db: D1Database, grant: NewGrant, expiresAt: number): D1PreparedStatement[] {
  const { id, userId, clientId, scopes, now } = grant;
  return [db.prepare(GRANT_SQL.insert).bind(id, Number(userId), clientId, scopes.join(" "), now, expiresAt)];
}

export type NewCode = { readonly hash: string; readonly redirectUri: string; readonly challenge: string | null };

/** A grant that ends with its code, unless the code is exchanged. */
export async function grantByCode(db: D1Database, grant: NewGrant, code: NewCode): Promise<void> {
  const expiresAt = grant.now + CODE_MS;
  await db.batch([
    ...grantStatements(db, grant, expiresAt),
    db.prepare(GRANT_SQL.sweepCodes).bind(grant.now),
    db
      .prepare(GRANT_SQL.insertCode)
      .bind(code.hash, grant.id, grant.clientId, code.redirectUri, code.challenge, expiresAt),
  ]);
}

/** A grant with one access token, which lasts as long. */
export async function grantByToken(db: D1Database, grant: NewGrant, hash: string): Promise<void> {
  const expiresAt = grant.now + IMPLICIT_TOKEN_MS;
  await db.batch([
    ...grantStatements(db, grant, expiresAt),
    db.prepare(GRANT_SQL.keepNewest).bind(grant.id),
    db.prepare(GRANT_SQL.sweepAccess).bind(grant.now),
    db.prepare(GRANT_SQL.insertAccess).bind(hash, grant.now, expiresAt, grant.id),
  ]);
}

const words = (scopes: string): readonly string[] => scopes.split(" ").filter((scope) => scope !== "");
const liveRow = v.object({ scopes: v.string() });

export type Granted = {
  /** Whether the user lets the app in at all. */
  readonly connected: boolean;
  /** Everything that the user lets the app do now. */
  readonly scopes: ReadonlySet<string>;
};

/** What a user lets an app do: for apps that act with their own token, and so that nobody is asked twice. */
export async function grantedTo(db: D1Database, userId: string, clientId: string, now: number): Promise<Granted> {
  const { results } = await db.prepare(GRANT_SQL.live).bind(Number(userId), clientId, now).all();
  const rows = results.map((row) => v.parse(liveRow, row));
  return { connected: rows.length > 0, scopes: new Set(rows.flatMap(({ scopes }) => words(scopes))) };
}

const connectionRow = v.object({ client_id: v.string(), name: v.string(), scopes: v.string(), created_at: v.number() });

/** The apps that a user lets in, oldest first. */
export async function connectionsOf(db: D1Database, userId: string, now: number): Promise<readonly Connection[]> {
  const { results } = await db.prepare(GRANT_SQL.ofUser).bind(Number(userId), now).all();
  const byClient = Map.groupBy(
    results.map((row) => v.parse(connectionRow, row)),
    (row) => row.client_id,
  );
  const connections = [...byClient].map(([clientId, rows]): Connection => {
    const scopes = [...new Set(rows.flatMap((row) => words(row.scopes)))];
    const since = Math.min(...rows.map((row) => row.created_at));
    return { clientId, name: rows[0]?.name ?? "", scopes, words: [...scopeSentences(scopes)], since };
  });
  return connections.toSorted((a, b) => a.since - b.since);
}
