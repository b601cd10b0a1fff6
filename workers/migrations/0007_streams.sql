-- Which channel a broadcast that is on belongs to: `GET /streams/:id` names broadcasts as well as channels.
CREATE INDEX live_channels_by_broadcast ON live_channels (broadcast_id);
