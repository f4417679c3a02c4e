"""The pages, the JSON API, the feeds and the probes: `app.build` puts them together from `services`."""
