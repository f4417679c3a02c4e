-- The tables of an export, made for Datasette and for people who write SQL. Times are ISO 8601 in UTC.
create table sources (id text primary key, url text, kind text, name text, watch text, tags text);
create table articles (
  id text primary key, url text, host text, title text, source text references sources(id), first_seen text,
  published text, versions integer, changes integer, last_confirmed text
);
create table article_sources (
  article text references articles(id), source text references sources(id), primary key (article, source)
);
create table versions (
  id integer primary key, article text references articles(id), number integer, first_seen text, last_confirmed text,
  has_text integer, title text, standfirst text, authors text, published text, modified text, language text, section text, text text,
  words integer, origin text, status integer, final_url text, raw_sha256 text, fingerprint text, hash text,
  prev_hash text, unique (article, number)
);
create table changes (
  id text primary key, article text references articles(id), from_version integer, to_version integer,
  not_before text, not_after text, summary text, kinds text, notice text, weight integer, band text,
  words_added integer, words_removed integer, similarity real, old_title text, new_title text, withdrawn text
);
create table events (
  id text primary key, article text references articles(id), sequence integer, type text, at text, detail text
);
create table annotations (
  article text references articles(id), number integer, version integer, at text, author text, kind text, text text,
  primary key (article, number)
);
create table sightings (article text references articles(id), seen text, gone_by text, title text, summary text);
create table lines (article text primary key references articles(id), line blob); -- zlib; what `redline import` reads

create index changes_by_time on changes(not_after);
create index changes_by_article on changes(article, to_version);
create index events_by_article on events(article, sequence);
create index articles_by_host on articles(host);

create view latest_changes as
  select c.not_after as seen, a.host, a.url, c.summary, c.notice, c.kinds, c.weight, c.old_title, c.new_title,
    c.from_version, c.to_version, c.article
  from changes c join articles a on a.id = c.article where c.withdrawn is null order by c.not_after desc;
create view most_changed as
  select a.url, a.title, a.changes, min(c.not_after) as first_change, max(c.not_after) as last_change
  from articles a join changes c on c.article = a.id group by a.id order by a.changes desc;
create view notices_by_host as
  select a.host, count(*) as changes, sum(c.notice = 'found') as with_a_note,
    sum(c.notice = 'none_found') as without_a_note, round(100.0 * avg(c.notice = 'found'), 1) as percent_with_a_note
  from changes c join articles a on a.id = c.article where c.withdrawn is null group by a.host order by changes desc;
create view newest_versions as
  select v.* from versions v join articles a on a.id = v.article and a.versions = v.number;
create view headlines as
  select c.not_after as seen, a.host, a.url, c.old_title, c.new_title from changes c join articles a on a.id = c.article
  where c.old_title <> c.new_title order by c.not_after desc;

create virtual table versions_fts using fts5(
  title, standfirst, text, content = 'versions', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
