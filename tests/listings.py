"""One small document of every kind that a source may be."""

from __future__ import annotations

URL = "https://outlet.example/feed"
RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>The Outlet</title><ttl>30</ttl>
<item><title>One &amp; two</title><link>/one</link><guid isPermaLink="false">x1</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate><description>&lt;p&gt;Twelve hurt&lt;/p&gt;</description></item>
<item><title>No link</title><guid>https://outlet.example/two</guid><pubDate>nonsense</pubDate></item>
<item><title>Bad link</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Outlet</title><id>x</id>
<link rel="hub" href="https://hub.example/"/><link rel="self" href="https://outlet.example/atom"/>
<entry><title>One</title><id>a</id><link href="https://outlet.example/one"/><updated>2026-03-02T09:00:00Z</updated>
<content type="html">&lt;p&gt;Twelve&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = b"""{"version":"https://jsonfeed.org/version/1.1","title":"The Outlet","items":[
{"id":"1","url":"https://outlet.example/one","title":"One","content_html":"<p>Twelve</p>","date_published":"2026-03-02T09:00:00Z"},
{"id":"2"}, "junk"]}"""
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://outlet.example/old</loc><lastmod>2026-03-01</lastmod></url>
<url><loc>https://outlet.example/new</loc><news:news><news:publication_date>2026-03-02T09:00:00Z</news:publication_date>
<news:title>New</news:title></news:news></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://outlet.example/s1.xml</loc><lastmod>2026-01-01</lastmod></sitemap>
<sitemap><loc>https://outlet.example/s2.xml</loc><lastmod>2026-03-01</lastmod></sitemap></sitemapindex>"""
SECTION = b"""<html><head><title>Local news</title></head><body><a href="/2026/one-story">One story</a>
<a href="/2026/one-story#c">3 comments</a><a href="/about">About</a><a href="/2026/two-story">Two</a></body></html>"""
