-- Accounts of people. The tables auth_* are read and written by the authentication library, which names their columns and writes times as
-- ISO 8601 text; everything else is ours, with times in milliseconds since the Unix epoch. Hashes are SHA-256, hexadecimal.
CREATE TABLE auth_user (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  emailVerified INTEGER NOT NULL DEFAULT 0,
  image TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  twoFactorEnabled INTEGER DEFAULT 0
);

CREATE TABLE auth_session (
  id TEXT PRIMARY KEY,
  -- Worth nothing by itself: the cookie carries a signature beside it.
  token TEXT NOT NULL UNIQUE,
  userId TEXT NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  expiresAt TEXT NOT NULL,
  ipAddress TEXT,
  userAgent TEXT
);
CREATE INDEX auth_session_by_user ON auth_session (userId, createdAt);
CREATE INDEX auth_session_by_end ON auth_session (expiresAt);

-- How somebody logs in: `credential` with a password's hash, or the account at another site.
CREATE TABLE auth_account (
  id TEXT PRIMARY KEY,
  accountId TEXT NOT NULL,
  providerId TEXT NOT NULL,
  userId TEXT NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  accessToken TEXT,
  refreshToken TEXT,
  idToken TEXT,
  accessTokenExpiresAt TEXT,
  refreshTokenExpiresAt TEXT,
  scope TEXT,
  password TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX auth_account_by_user ON auth_account (userId);
CREATE INDEX auth_account_by_site ON auth_account (accountId, providerId);

-- Challenges, reset tokens and the like, until they are used or over.
CREATE TABLE auth_verification (
  id TEXT PRIMARY KEY,
  identifier TEXT NOT NULL,
  value TEXT NOT NULL,
  expiresAt TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL
);
CREATE INDEX auth_verification_by_identifier ON auth_verification (identifier);
CREATE INDEX auth_verification_by_end ON auth_verification (expiresAt);

CREATE TABLE auth_two_factor (
  id TEXT PRIMARY KEY,
  secret TEXT NOT NULL,
  backupCodes TEXT NOT NULL,
  userId TEXT NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  verified INTEGER DEFAULT 1,
  failedVerificationCount INTEGER DEFAULT 0,
  lockedUntil TEXT
);
CREATE INDEX auth_two_factor_by_user ON auth_two_factor (userId);

CREATE TABLE auth_passkey (
  id TEXT PRIMARY KEY,
  name TEXT,
  publicKey TEXT NOT NULL,
  userId TEXT NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  credentialID TEXT NOT NULL UNIQUE,
  counter INTEGER NOT NULL,
  deviceType TEXT NOT NULL,
  backedUp INTEGER NOT NULL,
  transports TEXT,
  createdAt TEXT,
  aaguid TEXT
);
CREATE INDEX auth_passkey_by_user ON auth_passkey (userId);

-- The account that a user belongs to: null for guests, and for users whom the operator made.
ALTER TABLE users ADD COLUMN account TEXT;
CREATE UNIQUE INDEX users_by_account ON users (account);
-- What a person says of itself.
ALTER TABLE users ADD COLUMN description TEXT NOT NULL DEFAULT '';
-- The language that the person wants the site and its mails in, e.g. `en`; null: the browser's.
ALTER TABLE users ADD COLUMN language TEXT;
-- When the person deleted the account: the row stays so that the id means nobody else, ever.
ALTER TABLE users ADD COLUMN deleted_at INTEGER;

-- When the stream key was made; null: there is none, and the hash is that of a key which nobody was told.
ALTER TABLE channels ADD COLUMN key_made_at INTEGER;
UPDATE channels SET key_made_at = created_at;

-- Logins that nobody but the holder may take until then: of a user who has another name now, of a deleted one, of a sign-up whose mail is not
-- confirmed yet.
CREATE TABLE held_logins (
  login TEXT PRIMARY KEY,
  -- The user who may take it back; null for none.
  user_id INTEGER REFERENCES users (id),
  until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX held_logins_by_end ON held_logins (until);
CREATE INDEX held_logins_by_user ON held_logins (user_id);

-- Sign-ups whose mail address is not confirmed. There is no account before that, so that nobody prepares one for somebody else's address.
CREATE TABLE sign_ups (
  login TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  display_name TEXT NOT NULL,
  -- Null: the address has an account already; the row is there only so that the login looks taken in either case.
  password TEXT,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_ups_by_end ON sign_ups (expires_at);
CREATE INDEX sign_ups_by_email ON sign_ups (email);

-- New addresses that accounts asked for, until the link in the mail to them is used.
CREATE TABLE mail_changes (
  token_hash TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  email TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX mail_changes_by_account ON mail_changes (account);
CREATE INDEX mail_changes_by_end ON mail_changes (expires_at);

-- Users who may change what a channel says of itself, beside its broadcaster.
CREATE TABLE channel_editors (
  channel_id INTEGER NOT NULL REFERENCES channels (id),
  user_id INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, user_id)
) WITHOUT ROWID;
CREATE INDEX channel_editors_by_user ON channel_editors (user_id);

-- Prefixes of objects in the bucket that nothing names any more, until they are deleted.
CREATE TABLE purges (
  prefix TEXT PRIMARY KEY,
  -- Not before: a broadcast that was just ended may still write.
  after INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX purges_by_time ON purges (after);
