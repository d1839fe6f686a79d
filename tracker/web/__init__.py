"""The web view: Datasette with pages of our own over the named queries. It reads only, and never shows whole articles."""
