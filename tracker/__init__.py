"""Critical-minerals policy event tracker: announcements, promised timelines, and what became of them."""

__version__ = "0.1.0"
