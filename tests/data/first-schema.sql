-- The first schema with some rows in it. Never changed: every later version has to read it.
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
            code text,
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
            error text,  -- null: it answered
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
CREATE TABLE posts (
            number integer primary key,
            delivery integer not null references deliveries (number) on delete cascade,
            position integer not null,
            kind text not null check (kind in ('parent', 'continuation', 'reply')),
            token text not null unique,
            state text not null check (state in ('pending', 'sending', 'unknown', 'done', 'dead')),
            message text,
            tried text,       -- when it was first sent
            not_before text,  -- when it may be tried or looked for again
            reason text,
            unique (delivery, position)
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
        ) strict;
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
            paper text not null,
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
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX announcements_by_date on announcements (date, type);
CREATE INDEX mentions_by_paper on mentions (paper);
CREATE INDEX subscriptions_by_owner on subscriptions (platform, workspace, owner);
CREATE UNIQUE INDEX one_digest_a_channel on subscriptions (platform, workspace, channel)
        where is_channel and active;
CREATE INDEX subscriptions_by_place on subscriptions (platform, workspace, channel);
CREATE UNIQUE INDEX next_slot on slots (subscription) where state = 'due';
CREATE INDEX slots_by_due on slots (due) where state = 'due';
CREATE INDEX events_by_time on events (at);
insert into [_sqlite_migrations] values (1,'hotpapers','papers_and_mentions','2020-08-25');
insert into [_sqlite_migrations] values (2,'hotpapers','looks_and_limits','2020-08-25');
insert into [_sqlite_migrations] values (3,'hotpapers','outbox','2020-08-25');
insert into [_sqlite_migrations] values (4,'hotpapers','subscriptions_and_slots','2020-08-25');
insert into [_sqlite_migrations] values (5,'hotpapers','people','2020-08-25');
insert into [papers] values (1,'2008.10599','Walruses at Noon','Something is hard. We propose a thing.','["Ada Lovelace", "Alan Turing"]','cs.CV cs.LG',1,'2020-08-25T12:00:00Z','2020-08-25T12:00:00Z','12 pages',NULL,NULL,NULL,0);
insert into [papers] values (2,'2008.10600','Penguins on Ice','Something is hard. We propose a thing.','["Ada Lovelace", "Alan Turing"]','cs.CV cs.LG',2,'2020-08-25T12:00:00Z','2020-08-25T12:00:00Z',NULL,NULL,NULL,'CC0',0);
insert into [papers] values (3,'hep-th/9901001','Strings and $\alpha$','Something is hard. We propose a thing.','["Ada Lovelace", "Alan Turing"]','cs.CV cs.LG',3,'2020-08-25T12:00:00Z','2020-08-25T12:00:00Z',NULL,NULL,NULL,NULL,1);
insert into [announcements] values ('2008.10599','2020-08-25','new',1);
insert into [announcements] values ('2008.10599','2020-08-26','replace',2);
insert into [announcements] values ('2008.10600','2020-08-25','new',2);
insert into [announcements] values ('hep-th/9901001','2020-08-25','new',3);
insert into [mentions] values (1,'x','x-1','2008.10599','https://example.org/1','ada','2020-08-25T12:00:00Z',NULL,'https://github.com/ada/thing');
insert into [mentions] values (2,'hackernews','hackernews-2','2008.10599','https://example.org/2','ada','2020-08-25T12:00:00Z',NULL,NULL);
insert into [mentions] values (3,'x','x-3','2008.10600','https://example.org/3','ada','2020-08-25T12:00:00Z','x-1',NULL);
insert into [observations] values (1,'2020-08-25T10:00:00Z',0,0,0);
insert into [observations] values (2,'2020-08-25T10:00:00Z',0,0,0);
insert into [observations] values (2,'2020-08-25T11:00:00Z',1,2,3);
insert into [observations] values (3,'2020-08-25T10:00:00Z',0,0,0);
insert into [observations] values (3,'2020-08-25T11:00:00Z',1,2,3);
insert into [observations] values (3,'2020-08-25T12:00:00Z',2,4,6);
insert into [looks] values ('arxiv','2020-08-25T12:00:00Z',NULL);
insert into [looks] values ('x','2020-08-25T12:00:00Z','429');
insert into [paces] values ('arxiv',1598356800.5);
insert into [allowances] values ('x','2020-08-25',17);
insert into [digests] values (1,'{"date":"2020-08-25","choices":{"filter":{"categories":["cs","stat.ML"],"words":[],"excluded":[],"authors":[]},"days":1,"ranking":"hot","top":10,"floor":0.0},"as_of":"2020-08-25T12:00:00Z","sources":[{"name":"arxiv","ok":true,"as_of":"2020-08-25T12:00:00Z","error":null},{"name":"x","ok":true,"as_of":"2020-08-25T12:00:00Z","error":null}],"entries":[{"rank":1,"id":"2008.10599","title":"A Title of 2008.10599","authors":["Ada Lovelace","Alan Turing"],"categories":["cs.CV","cs.LG"],"summary":"We propose a thing.","abstract":"Something is hard. We propose a thing. It works.","score":71.5,"reasons":["X 267, top 3 %"],"engagement":[["x",{"reposts":51,"likes":216,"replies":0}]],"mentions":[{"paper":"2008.10599","source":"x","id":"x-2008.10599","url":"https://x.com/ada/status/200810599","author":"ada","created":"2020-08-25T06:00:00Z","engagement":{"reposts":51,"likes":216,"replies":0},"observed":"2020-08-25T12:00:00Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10599","pdf":"https://arxiv.org/pdf/2008.10599","code":null,"withdrawn":false}],"note":""}');
insert into [digests] values (2,'{"date":"2020-08-25","choices":{"filter":{"categories":["cs","stat.ML"],"words":[],"excluded":[],"authors":[]},"days":1,"ranking":"hot","top":10,"floor":0.0},"as_of":"2020-08-25T12:00:00Z","sources":[{"name":"arxiv","ok":true,"as_of":"2020-08-25T12:00:00Z","error":null},{"name":"x","ok":true,"as_of":"2020-08-25T12:00:00Z","error":null}],"entries":[{"rank":1,"id":"2008.10599","title":"A Title of 2008.10599","authors":["Ada Lovelace","Alan Turing"],"categories":["cs.CV","cs.LG"],"summary":"We propose a thing.","abstract":"Something is hard. We propose a thing. It works.","score":71.5,"reasons":["X 267, top 3 %"],"engagement":[["x",{"reposts":51,"likes":216,"replies":0}]],"mentions":[{"paper":"2008.10599","source":"x","id":"x-2008.10599","url":"https://x.com/ada/status/200810599","author":"ada","created":"2020-08-25T06:00:00Z","engagement":{"reposts":51,"likes":216,"replies":0},"observed":"2020-08-25T12:00:00Z","repost_of":null,"code":null,"crosspost_of":null,"bare":false,"name":""}],"url":"https://arxiv.org/abs/2008.10599","pdf":"https://arxiv.org/pdf/2008.10599","code":null,"withdrawn":false}],"note":""}');
insert into [deliveries] values (1,'slack','T0FAKE','C0GENERAL','2020-08-25','{"filter":{"categories":["cs","stat.ML"],"words":[],"excluded":[],"authors":[]},"days":1,"ranking":"hot","top":10,"floor":0.0}',0,1,'2020-08-25T12:00:00Z');
insert into [deliveries] values (2,'slack','T0FAKE','D0ADA','2020-08-25','{"filter":{"categories":["cs","stat.ML"],"words":[],"excluded":[],"authors":[]},"days":1,"ranking":"hot","top":10,"floor":0.0}',0,2,'2020-08-25T12:00:00Z');
insert into [posts] values (1,1,0,'parent','token-1','done','1598356800.000001','2020-08-25T12:00:00Z',NULL,NULL);
insert into [posts] values (2,1,1,'continuation','token-2','sending',NULL,'2020-08-25T12:00:00Z',NULL,NULL);
insert into [posts] values (3,1,2,'reply','token-3','pending',NULL,'2020-08-25T12:00:00Z',NULL,NULL);
insert into [posts] values (4,2,0,'parent','token-4','dead',NULL,'2020-08-25T12:00:00Z',NULL,'is_archived');
insert into [shown] values ('slack','T0FAKE','C0GENERAL','2008.10599','2020-08-25T12:00:00Z',71.5);
insert into [shown] values ('slack','T0FAKE','D0ADA','2008.10599','2020-08-25T12:00:00Z',71.5);
insert into [subscriptions] values (1,'slack','T0FAKE','C0GENERAL','U0ADA',1,'{"categories":["cs.CV"],"words":[],"excluded":[],"authors":[]}','{"rhythm":"daily","at":"09:00:00","days":[],"zone":"Europe/Paris"}','{"top":null,"floor":null,"ranking":null,"days":null,"threads":null}',0,1);
insert into [subscriptions] values (2,'slack','T0FAKE','D0ADA','U0ADA',0,'{"categories":["cs.LG"],"words":[],"excluded":[],"authors":[]}','{"rhythm":"daily","at":"09:00:00","days":[],"zone":"Europe/Paris"}','{"top":null,"floor":null,"ranking":null,"days":null,"threads":null}',0,1);
insert into [slots] values (1,'2020-08-24','2020-08-24T07:00:00Z','planned',0,'');
insert into [slots] values (1,'2020-08-26','2020-08-26T07:00:00Z','due',0,'');
insert into [slots] values (2,'2020-08-26','2020-08-26T07:00:00Z','due',0,'');
insert into [saved] values ('slack','T0FAKE','U0ADA','2008.10599','2020-08-25T12:00:00Z');
insert into [dismissed] values ('slack','T0FAKE','D0ADA','2008.10600');
insert into [directs] values ('slack','T0FAKE','U0ADA','D0ADA');
insert into [events] values ('slack','Ev1','2020-08-25T12:00:00Z');
insert into [welcomes] values ('slack','T0FAKE','C0GENERAL','2020-08-25T12:00:00Z');
insert into papers_fts (papers_fts) values ('rebuild');
