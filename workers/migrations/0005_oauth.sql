-- Programs of third parties, and what people let them do. Client ids are random and never given twice; secrets, tokens and codes stand here
-- as SHA-256, hexadecimal. Times are milliseconds since the Unix epoch; scopes are names with a space between.
CREATE TABLE apps (
  client_id TEXT PRIMARY KEY,
  owner_id INTEGER NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  -- Null: a public app, which cannot keep a secret.
  secret_hash TEXT,
  -- A JSON array.
  redirect_uris TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX apps_by_owner ON apps (owner_id, created_at);

-- That a user lets an app do something. Everything that an app holds for a user belongs to one of these and is void without it, and void
-- without the app: deleting one row revokes all of it at once.
CREATE TABLE app_grants (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- Moved when the app comes back with its refresh token.
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX app_grants_by_user ON app_grants (user_id, client_id, expires_at);
CREATE INDEX app_grants_by_end ON app_grants (expires_at);

-- Null: the token is the operator's making, and no app's.
ALTER TABLE access_tokens ADD COLUMN grant_id TEXT;
CREATE INDEX access_tokens_by_grant ON access_tokens (grant_id, created_at);

-- Codes that an app exchanges for its tokens. A used one is kept until its end, so that a second use is noticed.
CREATE TABLE authorization_codes (
  hash TEXT PRIMARY KEY,
  grant_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  -- PKCE (RFC 7636), method S256; null for none.
  challenge TEXT,
  -- The hash of the access token that it was exchanged for.
  used_for TEXT,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX authorization_codes_by_grant ON authorization_codes (grant_id);
CREATE INDEX authorization_codes_by_end ON authorization_codes (expires_at);

CREATE TABLE refresh_tokens (
  hash TEXT PRIMARY KEY,
  grant_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  -- The hash of the token that took its place: set for public apps only, whose tokens are good for one use.
  replaced_by TEXT,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (expires_at);

-- Devices that wait until somebody enters their code on the page /activate.
CREATE TABLE device_codes (
  hash TEXT PRIMARY KEY,
  -- What the person types: short-lived, and worth nothing without being signed in.
  user_code TEXT NOT NULL UNIQUE,
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  -- Who allowed it; null while nobody did.
  user_id INTEGER REFERENCES users (id),
  denied INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX device_codes_by_user ON device_codes (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX device_codes_by_end ON device_codes (expires_at);

-- Tokens of apps that speak for themselves and for no user.
CREATE TABLE app_tokens (
  hash TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX app_tokens_by_app ON app_tokens (client_id, created_at);
CREATE INDEX app_tokens_by_end ON app_tokens (expires_at);
