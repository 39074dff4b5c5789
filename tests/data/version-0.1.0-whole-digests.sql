pragma application_id = 1213158480;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE papers (
            number integer primary key,
            id text not null unique,
            title text not null,
            abstract text not null,
            authors text not null,     -- a JSON list
            categories text not null,  -- between spaces, the primary first
            version integer,
            published text,
            updated text,
            comment text,
            journal text,
            doi text,
            license text,
            withdrawn integer not null default 0
        ) strict;
CREATE VIRTUAL TABLE "papers_fts" USING FTS5 (
    "title", "abstract", "authors",
    tokenize='porter unicode61 remove_diacritics 2',
    content="papers"
);
CREATE TABLE announcements (
            paper text not null references papers (id),
            date text not null,
            type text not null check (type in ('new', 'cross', 'replace', 'replace-cross')),
            version integer,
            primary key (paper, date, type)
        ) strict, without rowid;
CREATE TABLE mentions (
            number integer primary key,
            source text not null,
            id text not null,
            paper text not null,  -- may be of a paper we do not know, or not yet
            url text not null,
            author text not null,
            created text not null,
            repost_of text,
            code text, crosspost_of text, bare integer not null default 0, name text not null default '',
            unique (source, id, paper)
        ) strict;
CREATE TABLE observations (
            mention integer not null references mentions (number) on delete cascade,
            observed text not null,
            reposts integer not null,
            likes integer not null,
            replies integer not null,
            primary key (mention, observed)
        ) strict, without rowid;
CREATE TABLE looks (
            source text not null,
            at text not null,
            error text, note text not null default '', found integer,  -- null: it answered
            primary key (source, at)
        ) strict, without rowid;
CREATE TABLE paces (name text primary key, next_at real not null) strict, without rowid;
CREATE TABLE allowances (
            source text not null,
            day text not null,
            spent integer not null,
            primary key (source, day)
        ) strict, without rowid;
CREATE TABLE digests (number integer primary key, body text not null) strict;
CREATE TABLE deliveries (
            number integer primary key,
            platform text not null,
            workspace text not null,
            channel text not null,
            date text not null,
            choices text not null,
            repeat integer not null,  -- 0, and counted up by every deliberate repetition
            digest integer not null references digests (number),
            created text not null,
            unique (platform, workspace, channel, date, choices, repeat)
        ) strict;
CREATE TABLE shown (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            at text not null,
            score real not null,
            primary key (platform, workspace, channel, paper, at)
        ) strict, without rowid;
CREATE TABLE subscriptions (
            number integer primary key autoincrement,  -- never given twice: buttons carry it
            platform text not null,
            workspace text not null,
            channel text not null,
            owner text not null,  -- who asked for it; empty if forgotten
            is_channel integer not null,
            filter text not null,  -- JSON, as are the next two
            every text not null,
            how text not null,
            paused integer not null default 0,
            active integer not null default 1  -- 0: unsubscribed
        , parked integer not null default 0, is_report integer not null default 0, ended text) strict;
CREATE TABLE slots (
            subscription integer not null references subscriptions (number) on delete cascade,
            day text not null,  -- the local date
            due text not null,
            state text not null check (state in ('due', 'planned', 'quiet', 'skipped')),
            late integer not null default 0,
            reason text not null default '',
            primary key (subscription, day)
        ) strict, without rowid;
CREATE TABLE saved (
            platform text not null,
            workspace text not null,
            user text not null,
            paper text not null,
            at text not null,
            primary key (platform, workspace, user, paper)
        ) strict, without rowid;
CREATE TABLE dismissed (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null, at text, owner text not null default '',
            primary key (platform, workspace, channel, paper)
        ) strict, without rowid;
CREATE TABLE directs (
            platform text not null,
            workspace text not null,
            user text not null,
            channel text not null,
            primary key (platform, workspace, user)
        ) strict, without rowid;
CREATE TABLE events (
            platform text not null,
            event text not null,
            at text not null,
            primary key (platform, event)
        ) strict, without rowid;
CREATE TABLE welcomes (
            platform text not null,
            workspace text not null,
            channel text not null,
            at text not null,
            primary key (platform, workspace, channel)
        ) strict, without rowid;
CREATE TABLE parked (
            platform text not null,
            workspace text not null,
            channel text not null,
            reason text not null,
            at text not null,
            primary key (platform, workspace, channel)
        ) strict, without rowid;
CREATE TABLE removed (
            platform text not null,
            workspace text not null,
            at text not null,
            primary key (platform, workspace)
        ) strict, without rowid;
CREATE TABLE stops (
            platform text not null,
            workspace text not null,  -- empty: all of the platform
            reason text not null,
            primary key (platform, workspace)
        ) strict, without rowid;
CREATE TABLE lines (
            paper text not null,  -- may be one we do not know, or not yet
            maker text not null,
            observed text not null,
            text text not null, version integer,
            primary key (paper, maker, observed)
        ) strict, without rowid;
CREATE TABLE "posts" (
            number integer primary key,
            delivery integer not null references deliveries (number) on delete cascade,
            position integer not null,
            kind text not null check (kind in ('parent', 'continuation', 'reply')),
            token text not null unique,
            state text not null
                check (state in ('pending', 'sending', 'unknown', 'postponed', 'done', 'dead')),
            message text,
            tried text,       -- when it was first sent
            tries integer not null default 0,  -- how often it was sent
            fence integer not null default 0,  -- counted up by everybody who takes it, to send it or to look for it
            in_run integer not null default 0,  -- taken by `hotpapers run`, of which there is one at a time
            not_before text,  -- when it may be tried or looked for again
            changed text,     -- since when it is in its state
            reason text, since text, shown_by text, bugs integer not null default 0,
            unique (delivery, position)
        ) strict;
CREATE TABLE erasures (hash blob primary key, salt blob not null) strict, without rowid;
CREATE TABLE traces (number integer primary key autoincrement, at text not null) strict;
CREATE TABLE titles (
            paper text primary key references papers (id) on delete cascade,
            key text not null
        ) strict, without rowid;
CREATE TABLE likes (
            platform text not null,
            workspace text not null,
            channel text not null,  -- empty: where is not known
            user text not null,
            paper text not null,
            message text not null,  -- that was reacted to; empty for a save
            emoji text not null,
            at text not null,
            primary key (platform, workspace, user, paper, message, emoji, channel)
        ) strict, without rowid;
CREATE TABLE resets (
            platform text not null,
            workspace text not null,
            channel text not null,
            at text not null,
            primary key (platform, workspace, channel)
        ) strict, without rowid;
CREATE TABLE long_texts (
            platform text not null,
            workspace text not null,
            user text not null,
            key text not null,
            text text not null,
            at text not null,
            primary key (platform, key, workspace, user)
        ) strict, without rowid;
CREATE TABLE reported (
            platform text not null,
            workspace text not null,
            channel text not null,
            week text not null,      -- the date of its last day
            position integer not null,
            paper text not null,
            at text not null,
            primary key (platform, workspace, channel, week, position)
        ) strict, without rowid;
CREATE TABLE swaps (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            kind text not null check (kind in ('equation', 'architecture', 'table', 'result')),
            steps integer not null,
            primary key (platform, workspace, channel, paper, kind)
        ) strict, without rowid;
CREATE TABLE unheard (platform text primary key, reason text not null) strict;
CREATE TABLE zones (
            platform text not null,
            workspace text not null,
            user text not null,
            zone text not null,
            primary key (platform, workspace, user)
        ) strict, without rowid;
CREATE TABLE installation (
            id text not null,
            starts integer not null default 0,
            writes integer not null default 0
        ) strict;
CREATE TABLE clocks (
            platform text primary key,
            ahead integer not null  -- seconds that this machine's clock is ahead of the platform's
        ) strict;
CREATE TABLE questions (
            platform text not null,
            event text not null,
            workspace text not null,
            user text not null,
            kind text not null,
            payload text not null,
            at text not null,
            primary key (platform, event)
        ) strict, without rowid;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX announcements_by_date on announcements (date, type);
CREATE INDEX mentions_by_paper on mentions (paper);
CREATE INDEX subscriptions_by_owner on subscriptions (platform, workspace, owner);
CREATE INDEX subscriptions_by_place on subscriptions (platform, workspace, channel);
CREATE UNIQUE INDEX next_slot on slots (subscription) where state = 'due';
CREATE INDEX slots_by_due on slots (due) where state = 'due';
CREATE INDEX events_by_time on events (at);
CREATE INDEX posts_by_state on posts (state) where state != 'done';
CREATE INDEX posts_sent_twice on posts (changed) where tries > 1;
CREATE INDEX deliveries_by_digest on deliveries (digest);
CREATE INDEX titles_by_key on titles (key);
CREATE INDEX mentions_by_created on mentions (created);
CREATE INDEX likes_by_place on likes (platform, workspace, channel);
CREATE INDEX likes_by_message on likes (message) where message != '';
CREATE INDEX posts_by_message on posts (message) where message is not null;
CREATE UNIQUE INDEX one_digest_a_channel on subscriptions (platform, workspace, channel, is_report)
        where is_channel and active;
CREATE INDEX posts_unsettled on posts (delivery, position) where state != 'done' and state != 'dead';
insert into [_sqlite_migrations] values (1, 'hotpapers', 'papers_and_mentions', '2026-11-30 23:42:14.882284+00:00');
insert into [_sqlite_migrations] values (2, 'hotpapers', 'looks_and_limits', '2026-11-30 23:42:14.882597+00:00');
insert into [_sqlite_migrations] values (3, 'hotpapers', 'outbox', '2026-11-30 23:42:14.882975+00:00');
insert into [_sqlite_migrations] values (4, 'hotpapers', 'subscriptions_and_slots', '2026-11-30 23:42:14.883458+00:00');
insert into [_sqlite_migrations] values (5, 'hotpapers', 'people', '2026-11-30 23:42:14.883851+00:00');
insert into [_sqlite_migrations] values (6, 'hotpapers', 'kinds_of_mentions', '2026-11-30 23:42:14.885072+00:00');
insert into [_sqlite_migrations] values (7, 'hotpapers', 'parked_and_removed', '2026-11-30 23:42:14.885653+00:00');
insert into [_sqlite_migrations] values (8, 'hotpapers', 'lines_of_others', '2026-11-30 23:42:14.893675+00:00');
insert into [_sqlite_migrations] values (9, 'hotpapers', 'notes_on_looks', '2026-11-30 23:42:14.894350+00:00');
insert into [_sqlite_migrations] values (10, 'hotpapers', 'posts_with_fences', '2026-11-30 23:42:14.895873+00:00');
insert into [_sqlite_migrations] values (11, 'hotpapers', 'erasures', '2026-11-30 23:42:14.900425+00:00');
insert into [_sqlite_migrations] values (12, 'hotpapers', 'digests_by_delivery', '2026-11-30 23:42:14.900679+00:00');
insert into [_sqlite_migrations] values (13, 'hotpapers', 'traces_of_erasures', '2026-11-30 23:42:14.900825+00:00');
insert into [_sqlite_migrations] values (14, 'hotpapers', 'compared_titles', '2026-11-30 23:42:14.901087+00:00');
insert into [_sqlite_migrations] values (15, 'hotpapers', 'lines_of_versions', '2026-11-30 23:42:14.901473+00:00');
insert into [_sqlite_migrations] values (16, 'hotpapers', 'likes_and_resets', '2026-11-30 23:42:14.902153+00:00');
insert into [_sqlite_migrations] values (17, 'hotpapers', 'long_texts', '2026-11-30 23:42:14.902331+00:00');
insert into [_sqlite_migrations] values (18, 'hotpapers', 'weekly_reports', '2026-11-30 23:42:14.902584+00:00');
insert into [_sqlite_migrations] values (19, 'hotpapers', 'report_subscriptions', '2026-11-30 23:42:14.903098+00:00');
insert into [_sqlite_migrations] values (20, 'hotpapers', 'platforms_that_are_not_heard', '2026-11-30 23:42:14.903269+00:00');
insert into [_sqlite_migrations] values (21, 'hotpapers', 'zones_of_people', '2026-11-30 23:42:14.903417+00:00');
insert into [_sqlite_migrations] values (22, 'hotpapers', 'installation', '2026-11-30 23:42:14.903596+00:00');
insert into [_sqlite_migrations] values (23, 'hotpapers', 'times_of_platforms', '2026-11-30 23:42:14.904856+00:00');
insert into [_sqlite_migrations] values (24, 'hotpapers', 'posts_in_order', '2026-11-30 23:42:14.905357+00:00');
insert into [_sqlite_migrations] values (25, 'hotpapers', 'unanswered_questions', '2026-11-30 23:42:14.905525+00:00');
insert into [_sqlite_migrations] values (26, 'hotpapers', 'owners_of_dismissals', '2026-11-30 23:42:14.905923+00:00');
insert into [_sqlite_migrations] values (27, 'hotpapers', 'ends_of_subscriptions', '2026-11-30 23:42:14.906320+00:00');
insert into [papers] values (1, '2008.10599', 'The Hessian Penalty: A Weak Prior for Unsupervised Disentanglement', 'The knobs of an image generator usually change several things at once, and most remedies need an encoder built for the purpose. We propose a short penalty on mixed second derivatives, estimated from random probes, which keeps any two inputs of a generator from interacting. Trained with it, or searched with it afterwards, well-known generators show directions that each alter one visible property, while directions they do not need fade out.', '["William Peebles", "John Peebles", "Jun-Yan Zhu", "Alexei Efros", "Antonio Torralba"]', 'cs.CV cs.GR cs.LG cs.NE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
insert into [papers] values (2, '2008.10598', 'Semantic View Synthesis', 'Mark on a drawing which pixels are wall, sofa or window, then look around in the room. We build the scene that such a drawing describes in two stages, where colours and distances of everything in sight come first and then guide a stack of transparent layers that holds what appears when the camera moves. Where chaining an earlier picture maker with an earlier view maker leaves doubled edges, these pictures stay crisp from one angle to the next, indoors and outdoors.', '["Hsin-Ping Huang", "Hung-Yu Tseng", "Hsin-Ying Lee", "Jia-Bin Huang"]', 'cs.CV', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
insert into [papers] values (3, '2008.10399', 'Generate High Resolution Images With Generative Variational Autoencoder', 'Autoencoders that learn by rebuilding their input tend to give soft pictures. We let a critic take the place of the decoder in a variational autoencoder, and judge whether pictures drawn from two kinds of noise look real. For handwritten digits, scenes and celebrity faces, the author reports crisper samples and better scores than earlier models had.', '["Abhinav Sagar"]', 'eess.IV cs.CV cs.LG', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
insert into [papers] values (4, '2008.10298', 'CA-GAN: Weakly Supervised Color Aware GAN for Controllable Makeup Transfer', 'A virtual mirror should let a shopper slide a lipstick from rose to plum, but earlier networks copy a whole look from another photo. We introduce a generator that is told the wanted shade as a value and recolours just the lips or the eyes, leaving everything else in the picture alone. Nobody has to label shades for its training, since a rough automatic measurement of each photo is enough, and a numeric test shows how exactly a requested shade arrives.', '["Robin Kips", "Pietro Gori", "Matthieu Perrot", "Isabelle Bloch"]', 'cs.CV cs.AI cs.LG', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
insert into [papers] values (5, '2008.10312', 'Self-Supervised Learning for Large-Scale Unsupervised Image Clustering', 'How good are features learned without labels if no label may be used afterwards either? We test recent networks by plain clustering, which sorts their features into groups that are then compared with the classes of ImageNet. About two pictures in five land in the right one of a thousand groups, a little under half if more groups are allowed, and the authors ask that such a check become customary.', '["Evgenii Zheltonozhskii", "Chaim Baskin", "Alex M. Bronstein", "Avi Mendelson"]', 'cs.CV cs.LG', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
insert into [papers] values (6, '2008.10162', 'Hierarchical Style-based Networks for Motion Synthesis', 'Animated people should find their way from one pose to another over many seconds, naturally, and not always in the same manner. We learn human movement in layers and without annotation: short clips are recalled from a memory, given another manner, and joined by a trained in-between. On a large collection of skeleton recordings the results vary and look believable, and a physically simulated body can follow them as waypoints.', '["Jingwei Xu", "Huazhe Xu", "Bingbing Ni", "Xiaokang Yang", "Xiaolong Wang", "Trevor Darrell"]', 'cs.CV', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
insert into [announcements] values ('2008.10162', '2020-08-25', 'new', NULL);
insert into [announcements] values ('2008.10298', '2020-08-25', 'new', NULL);
insert into [announcements] values ('2008.10312', '2020-08-25', 'new', NULL);
insert into [announcements] values ('2008.10399', '2020-08-25', 'new', NULL);
insert into [announcements] values ('2008.10598', '2020-08-25', 'new', NULL);
insert into [announcements] values ('2008.10599', '2020-08-25', 'new', NULL);
insert into [mentions] values (1, 'x', '1298083597547638784', '2008.10599', 'https://x.com/ak92501/status/1298083597547638784', 'ak92501', '2020-08-25T02:23:41Z', NULL, NULL, NULL, 0, '');
insert into [mentions] values (2, 'x', '1298081936800448512', '2008.10598', 'https://x.com/ak92501/status/1298081936800448512', 'ak92501', '2020-08-25T02:17:05Z', NULL, NULL, NULL, 0, '');
insert into [mentions] values (3, 'x', '1298095908308099074', '2008.10399', 'https://x.com/ak92501/status/1298095908308099074', 'ak92501', '2020-08-25T03:12:36Z', NULL, NULL, NULL, 0, '');
insert into [mentions] values (4, 'x', '1298108237108187136', '2008.10298', 'https://x.com/ak92501/status/1298108237108187136', 'ak92501', '2020-08-25T04:01:36Z', NULL, NULL, NULL, 0, '');
insert into [mentions] values (5, 'x', '1298136113639497729', '2008.10312', 'https://x.com/evgeniyzhe/status/1298136113639497729', 'evgeniyzhe', '2020-08-25T05:52:22Z', NULL, NULL, NULL, 0, '');
insert into [mentions] values (6, 'x', '1298075154157895681', '2008.10162', 'https://x.com/ak92501/status/1298075154157895681', 'ak92501', '2020-08-25T01:50:08Z', NULL, NULL, NULL, 0, '');
insert into [observations] values (1, '2020-08-26T09:12:07Z', 51, 216, 0);
insert into [observations] values (2, '2020-08-26T09:12:07Z', 22, 74, 0);
insert into [observations] values (3, '2020-08-26T09:12:07Z', 14, 68, 0);
insert into [observations] values (4, '2020-08-26T09:12:08Z', 17, 53, 0);
insert into [observations] values (5, '2020-08-26T09:12:08Z', 15, 42, 0);
insert into [observations] values (6, '2020-08-26T09:12:08Z', 9, 44, 0);
insert into [looks] values ('x', '2020-08-26T09:12:07Z', NULL, '', NULL);
insert into [looks] values ('x', '2020-08-26T09:12:08Z', NULL, '', NULL);
insert into [digests] values (1, '{"date":"2020-08-25","choices":{"filter":{"categories":["cs"],"words":[],"excluded":[],"authors":[]},"days":1,"ranking":"hot","top":2,"floor":0.0,"fair":false},"as_of":"2020-08-26T10:00:00Z","sources":[{"name":"x","ok":true,"as_of":"2020-08-26T09:12:08Z","error":null,"note":""}],"entries":[{"id":"2008.10599","title":"The Hessian Penalty: A Weak Prior for Unsupervised Disentanglement","authors":["William Peebles","John Peebles","Jun-Yan Zhu","Alexei Efros","Antonio Torralba"],"categories":["cs.CV","cs.GR","cs.LG","cs.NE"],"summary":"We propose a short penalty on mixed second derivatives, estimated from random probes, which keeps any two inputs of a generator from interacting.","abstract":"The knobs of an image generator usually change several things at once, and most remedies need an encoder built for the purpose. We propose a short penalty on mixed second derivatives, estimated from random probes, which keeps any two inputs of a generator from interacting. Trained with it, or searched with it afterwards, well-known generators show directions that each alter one visible property, while directions they do not need fade out.","score":52.2,"reasons":["X 267 (top 0.7%)"],"engagement":[["x",{"reposts":51,"likes":216,"replies":0}]],"mentions":[{"paper":"2008.10599","source":"x","id":"1298083597547638784","url":"https://x.com/ak92501/status/1298083597547638784","author":"ak92501","created":"2020-08-25T02:23:41Z","engagement":{"reposts":51,"likes":216,"replies":0},"observed":"2020-08-26T09:12:07Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10599","pdf":"https://arxiv.org/pdf/2008.10599","code":null,"withdrawn":false,"maker":""},{"id":"2008.10598","title":"Semantic View Synthesis","authors":["Hsin-Ping Huang","Hung-Yu Tseng","Hsin-Ying Lee","Jia-Bin Huang"],"categories":["cs.CV"],"summary":"We build the scene that such a drawing describes in two stages, where colours and distances of everything in sight come first and then guide a stack of transparent layers that holds what appears when the camera moves.","abstract":"Mark on a drawing which pixels are wall, sofa or window, then look around in the room. We build the scene that such a drawing describes in two stages, where colours and distances of everything in sight come first and then guide a stack of transparent layers that holds what appears when the camera moves. Where chaining an earlier picture maker with an earlier view maker leaves doubled edges, these pictures stay crisp from one angle to the next, indoors and outdoors.","score":43.0,"reasons":["X 96 (top 2%)"],"engagement":[["x",{"reposts":22,"likes":74,"replies":0}]],"mentions":[{"paper":"2008.10598","source":"x","id":"1298081936800448512","url":"https://x.com/ak92501/status/1298081936800448512","author":"ak92501","created":"2020-08-25T02:17:05Z","engagement":{"reposts":22,"likes":74,"replies":0},"observed":"2020-08-26T09:12:07Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10598","pdf":"https://arxiv.org/pdf/2008.10598","code":null,"withdrawn":false,"maker":""}],"note":"","first":1}');
insert into [digests] values (2, '{"date":"2020-08-26","choices":{"filter":{"categories":["cs"],"words":[],"excluded":[],"authors":[]},"days":3,"ranking":"hot","top":10,"floor":0.0,"fair":false},"as_of":"2020-08-26T09:12:08Z","sources":[{"name":"x","ok":true,"as_of":"2020-08-26T09:12:08Z","error":null,"note":""}],"entries":[{"id":"2008.10399","title":"Generate High Resolution Images With Generative Variational Autoencoder","authors":["Abhinav Sagar"],"categories":["eess.IV","cs.CV","cs.LG"],"summary":"We let a critic take the place of the decoder in a variational autoencoder, and judge whether pictures drawn from two kinds of noise look real.","abstract":"Autoencoders that learn by rebuilding their input tend to give soft pictures. We let a critic take the place of the decoder in a variational autoencoder, and judge whether pictures drawn from two kinds of noise look real. For handwritten digits, scenes and celebrity faces, the author reports crisper samples and better scores than earlier models had.","score":41.4,"reasons":["X 82 (top 3%)"],"engagement":[["x",{"reposts":14,"likes":68,"replies":0}]],"mentions":[{"paper":"2008.10399","source":"x","id":"1298095908308099074","url":"https://x.com/ak92501/status/1298095908308099074","author":"ak92501","created":"2020-08-25T03:12:36Z","engagement":{"reposts":14,"likes":68,"replies":0},"observed":"2020-08-26T09:12:07Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10399","pdf":"https://arxiv.org/pdf/2008.10399","code":null,"withdrawn":false,"maker":""},{"id":"2008.10298","title":"CA-GAN: Weakly Supervised Color Aware GAN for Controllable Makeup Transfer","authors":["Robin Kips","Pietro Gori","Matthieu Perrot","Isabelle Bloch"],"categories":["cs.CV","cs.AI","cs.LG"],"summary":"We introduce a generator that is told the wanted shade as a value and recolours just the lips or the eyes, leaving everything else in the picture alone.","abstract":"A virtual mirror should let a shopper slide a lipstick from rose to plum, but earlier networks copy a whole look from another photo. We introduce a generator that is told the wanted shade as a value and recolours just the lips or the eyes, leaving everything else in the picture alone. Nobody has to label shades for its training, since a rough automatic measurement of each photo is enough, and a numeric test shows how exactly a requested shade arrives.","score":39.7,"reasons":["X 70 (top 3%)"],"engagement":[["x",{"reposts":17,"likes":53,"replies":0}]],"mentions":[{"paper":"2008.10298","source":"x","id":"1298108237108187136","url":"https://x.com/ak92501/status/1298108237108187136","author":"ak92501","created":"2020-08-25T04:01:36Z","engagement":{"reposts":17,"likes":53,"replies":0},"observed":"2020-08-26T09:12:08Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10298","pdf":"https://arxiv.org/pdf/2008.10298","code":null,"withdrawn":false,"maker":""},{"id":"2008.10312","title":"Self-Supervised Learning for Large-Scale Unsupervised Image Clustering","authors":["Evgenii Zheltonozhskii","Chaim Baskin","Alex M. Bronstein","Avi Mendelson"],"categories":["cs.CV","cs.LG"],"summary":"We test recent networks by plain clustering, which sorts their features into groups that are then compared with the classes of ImageNet.","abstract":"How good are features learned without labels if no label may be used afterwards either? We test recent networks by plain clustering, which sorts their features into groups that are then compared with the classes of ImageNet. About two pictures in five land in the right one of a thousand groups, a little under half if more groups are allowed, and the authors ask that such a check become customary.","score":37.7,"reasons":["X 57 (top 4%)"],"engagement":[["x",{"reposts":15,"likes":42,"replies":0}]],"mentions":[{"paper":"2008.10312","source":"x","id":"1298136113639497729","url":"https://x.com/evgeniyzhe/status/1298136113639497729","author":"evgeniyzhe","created":"2020-08-25T05:52:22Z","engagement":{"reposts":15,"likes":42,"replies":0},"observed":"2020-08-26T09:12:08Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10312","pdf":"https://arxiv.org/pdf/2008.10312","code":null,"withdrawn":false,"maker":""},{"id":"2008.10162","title":"Hierarchical Style-based Networks for Motion Synthesis","authors":["Jingwei Xu","Huazhe Xu","Bingbing Ni","Xiaokang Yang","Xiaolong Wang","Trevor Darrell"],"categories":["cs.CV"],"summary":"We learn human movement in layers and without annotation: short clips are recalled from a memory, given another manner, and joined by a trained in-between.","abstract":"Animated people should find their way from one pose to another over many seconds, naturally, and not always in the same manner. We learn human movement in layers and without annotation: short clips are recalled from a memory, given another manner, and joined by a trained in-between. On a large collection of skeleton recordings the results vary and look believable, and a physically simulated body can follow them as waypoints.","score":36.9,"reasons":["X 53 (top 5%)"],"engagement":[["x",{"reposts":9,"likes":44,"replies":0}]],"mentions":[{"paper":"2008.10162","source":"x","id":"1298075154157895681","url":"https://x.com/ak92501/status/1298075154157895681","author":"ak92501","created":"2020-08-25T01:50:08Z","engagement":{"reposts":9,"likes":44,"replies":0},"observed":"2020-08-26T09:12:08Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10162","pdf":"https://arxiv.org/pdf/2008.10162","code":null,"withdrawn":false,"maker":""}],"note":"Late: due 09:00.","first":1}');
insert into [digests] values (3, '{"date":"2020-08-25","dates":"19–25 August 2020","entries":[{"id":"2008.10599","name":"Teapot","title":"A Title of 2008.10599","url":"https://arxiv.org/abs/2008.10599","html":"https://arxiv.org/html/2008.10599","ideas":["We pour from the spout.","The lid stays on."],"label":"The whole loss function","latex":"L = L_{a} + \\lambda L_{b}","row":[["Method","Teapot (ours)"],["Accuracy","91.2"],["F1","88.0"]],"kinds":["equation","table"]},{"id":"2008.10598","name":"Kettle","title":"A Title of 2008.10598","url":"https://arxiv.org/abs/2008.10598","html":"https://arxiv.org/html/2008.10598","ideas":["We pour from the spout.","The lid stays on."],"label":"The whole loss function","latex":"","row":[],"kinds":[]}],"slides":"{}","note":""}');
insert into [deliveries] values (1, 'slack', 'T0FAKE', 'C0GENERAL', '2020-08-25', '{"filter":{"categories":["cs"],"words":[],"excluded":[],"authors":[]},"days":1,"ranking":"hot","top":2,"floor":0.0}', 0, 1, '2020-08-26T10:00:00Z');
insert into [deliveries] values (2, 'slack', 'T0FAKE', 'C0GENERAL', '2020-08-26', '{"filter":{"categories":["cs"],"words":[],"excluded":[],"authors":[]},"days":3,"ranking":"hot","top":10,"floor":0.0}', 0, 2, '2020-08-26T10:00:00Z');
insert into [deliveries] values (3, 'slack', 'T0FAKE', 'C0GENERAL', '2020-08-25', 'report', 0, 3, '2020-08-26T10:00:00Z');
insert into [shown] values ('slack', 'T0FAKE', 'C0GENERAL', '2008.10162', '2020-08-26T10:00:00Z', 36.9);
insert into [shown] values ('slack', 'T0FAKE', 'C0GENERAL', '2008.10298', '2020-08-26T10:00:00Z', 39.7);
insert into [shown] values ('slack', 'T0FAKE', 'C0GENERAL', '2008.10312', '2020-08-26T10:00:00Z', 37.7);
insert into [shown] values ('slack', 'T0FAKE', 'C0GENERAL', '2008.10399', '2020-08-26T10:00:00Z', 41.4);
insert into [shown] values ('slack', 'T0FAKE', 'C0GENERAL', '2008.10598', '2020-08-26T10:00:00Z', 43.0);
insert into [shown] values ('slack', 'T0FAKE', 'C0GENERAL', '2008.10599', '2020-08-26T10:00:00Z', 52.2);
insert into [subscriptions] values (1, 'slack', 'T0FAKE', 'C0GENERAL', 'U0ADA', 1, '{"categories":["cs"],"words":[],"excluded":[],"authors":[]}', '{"rhythm":"weekdays","at":"09:00:00","days":[],"zone":"Europe/Paris"}', '{"top":null,"floor":null,"ranking":null,"days":null,"threads":null,"fair":null,"mine":null}', 0, 1, 0, 0, NULL);
insert into [subscriptions] values (2, 'slack', 'T0FAKE', 'D0ADA', 'U0ADA', 0, '{"categories":["cs.CV","stat.ML"],"words":["diffusion"],"excluded":["survey"],"authors":["Ada Lovelace"]}', '{"rhythm":"weekdays","at":"09:00:00","days":[],"zone":"Europe/Paris"}', '{"top":5,"floor":1.5,"ranking":"classic","days":7,"threads":false,"fair":true,"mine":30}', 0, 1, 0, 0, NULL);
insert into [subscriptions] values (3, 'slack', 'T0FAKE', 'C0GENERAL', 'U0ADA', 1, '{"categories":[],"words":[],"excluded":[],"authors":[]}', '{"rhythm":"weekly","at":"09:00:00","days":[0],"zone":"UTC"}', '{"top":null,"floor":null,"ranking":null,"days":null,"threads":null,"fair":null,"mine":null}', 0, 1, 0, 1, NULL);
insert into [slots] values (1, '2020-08-26', '2020-08-26T07:00:00Z', 'planned', 1, '');
insert into [slots] values (1, '2020-08-27', '2020-08-27T07:00:00Z', 'due', 0, '');
insert into [slots] values (2, '2020-08-26', '2020-08-26T07:00:00Z', 'quiet', 1, 'No new paper matching cs.CV, stat.ML · “diffusion” · without “survey” · by Ada Lovelace in the last 7 listings scored 1.5 or more.');
insert into [slots] values (2, '2020-08-27', '2020-08-27T07:00:00Z', 'due', 0, '');
insert into [slots] values (3, '2020-08-31', '2020-08-31T09:00:00Z', 'due', 0, '');
insert into [saved] values ('slack', 'T0FAKE', 'U0ADA', '2008.10599', '2020-08-26T10:00:00Z');
insert into [dismissed] values ('slack', 'T0FAKE', 'C0GENERAL', '2008.10298', '2020-08-26T10:00:00Z', '');
insert into [events] values ('slack', 'Ev1', '2020-08-26T10:00:00Z');
insert into [welcomes] values ('slack', 'T0FAKE', 'C0GENERAL', '2020-08-26T10:00:00Z');
insert into [posts] values (1, 1, 0, 'parent', 'b2bd087b2dbeaf3dd0e18d6c', 'done', 'm1', '2020-08-26T10:00:00Z', 1, 1, 0, NULL, '2020-08-26T10:00:00Z', NULL, '2020-08-25T10:00:00Z', NULL, 0);
insert into [posts] values (2, 1, 1, 'reply', '54bbb562b731d0019844eedf', 'done', 'm2', '2020-08-26T10:00:00Z', 1, 1, 0, NULL, '2020-08-26T10:00:00Z', NULL, '2020-08-25T10:00:00Z', NULL, 0);
insert into [posts] values (3, 1, 2, 'reply', '1980de0ad7b1d3706791a5cb', 'done', 'm3', '2020-08-26T10:00:00Z', 1, 1, 0, NULL, '2020-08-26T10:00:00Z', NULL, '2020-08-25T10:00:00Z', NULL, 0);
insert into [posts] values (4, 2, 0, 'parent', 'f2ee93f3f20eccf4b1861f5b', 'pending', NULL, NULL, 0, 0, 0, NULL, '2020-08-26T10:00:00Z', NULL, NULL, NULL, 0);
insert into [posts] values (5, 2, 1, 'reply', 'a34652143790b78b2ba144b2', 'pending', NULL, NULL, 0, 0, 0, NULL, '2020-08-26T10:00:00Z', NULL, NULL, NULL, 0);
insert into [posts] values (6, 2, 2, 'reply', '79f1b78b7d639d7adb651b50', 'pending', NULL, NULL, 0, 0, 0, NULL, '2020-08-26T10:00:00Z', NULL, NULL, NULL, 0);
insert into [posts] values (7, 2, 3, 'reply', 'd37012bf389e546c50798a4f', 'pending', NULL, NULL, 0, 0, 0, NULL, '2020-08-26T10:00:00Z', NULL, NULL, NULL, 0);
insert into [posts] values (8, 2, 4, 'reply', 'dce7d5e4050ccf166abcd008', 'pending', NULL, NULL, 0, 0, 0, NULL, '2020-08-26T10:00:00Z', NULL, NULL, NULL, 0);
insert into [posts] values (9, 3, 0, 'parent', '43f32653134e1b370ac29b00', 'pending', NULL, NULL, 0, 0, 0, NULL, '2020-08-26T10:00:00Z', NULL, NULL, NULL, 0);
insert into [titles] values ('2008.10298', 'ca gan weakly supervised color aware gan for controllable makeup transfer');
insert into [titles] values ('2008.10399', 'generate high resolution images with generative variational autoencoder');
insert into [titles] values ('2008.10162', 'hierarchical style based networks for motion synthesis');
insert into [titles] values ('2008.10312', 'self supervised learning for large scale unsupervised image clustering');
insert into [titles] values ('2008.10598', 'semantic view synthesis');
insert into [titles] values ('2008.10599', 'the hessian penalty a weak prior for unsupervised disentanglement');
insert into [likes] values ('slack', 'T0FAKE', 'C0GENERAL', 'U0ADA', '2008.10599', '', '', '2020-08-26T10:00:00Z');
insert into [likes] values ('slack', 'T0FAKE', 'C0GENERAL', 'U0BOB', '2008.10599', 'm2', 'tada', '2020-08-26T10:00:00Z');
insert into [long_texts] values ('slack', 'T0FAKE', 'U0ADA', '=0000000000000000000000000000000000000000000000000000000000000000', 'cs.CV week page 2', '2020-08-26T10:00:00Z');
insert into [installation] values ('b77319c4a7bc914e4a5c468d978dd0d5', 0, 21);
insert into papers_fts (papers_fts) values ('rebuild');
