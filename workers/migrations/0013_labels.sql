-- Who moderates which channel, so that a person's channels can be listed. Written by the rooms, which decide it.
CREATE TABLE moderators (
  user_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id)
) WITHOUT ROWID;
CREATE INDEX moderators_by_channel ON moderators (channel_id);

-- What the broadcaster says that viewers should know before they watch: names of protocol/channel/labels.ts, as JSON, in their order.
ALTER TABLE channels ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
-- 1: a game that is rated for grown-ups. Of the bundled list those that are without a doubt; other games are not known to be.
ALTER TABLE categories ADD COLUMN mature INTEGER NOT NULL DEFAULT 0;
UPDATE categories SET mature = 1 WHERE id <= 596 AND (
  slug IN ('alan-wake-2', 'alien-isolation', 'baldurs-gate-3', 'blasphemous', 'bloodborne', 'cyberpunk-2077', 'dayz', 'days-gone', 'dead-by-daylight',
    'dead-island-2', 'dead-space', 'detroit-become-human', 'devil-may-cry-5', 'disco-elysium', 'dishonored', 'elden-ring', 'elden-ring-nightreign',
    'far-cry-3', 'far-cry-5', 'gears-5', 'ghost-of-tsushima', 'god-of-war', 'god-of-war-ragnarok', 'halo-3', 'half-life-2', 'half-life-alyx',
    'rust', 'the-last-of-us-part-i', 'the-last-of-us-part-ii', 'the-witcher-3-wild-hunt', 'sekiro-shadows-die-twice')
  OR slug GLOB 'assassins-creed-*' OR slug GLOB 'battlefield-*' OR slug GLOB 'bioshock*' OR slug GLOB 'borderlands-*'
  OR slug GLOB 'call-of-duty-*' OR slug GLOB 'dark-souls*' OR slug GLOB 'diablo-*' OR slug GLOB 'doom*' OR slug GLOB 'dying-light*'
  OR slug GLOB 'fallout-*' OR slug GLOB 'grand-theft-auto-*' OR slug GLOB 'mortal-kombat*' OR slug GLOB 'red-dead-*'
  OR slug GLOB 'resident-evil*' OR slug GLOB 'silent-hill*');
