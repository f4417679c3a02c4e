"""Ways to show a Diff; each takes one and gives text, HTML, a document or a picture."""
