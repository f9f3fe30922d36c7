"""Rules of checklists: what an item is, when it shows, what an answer may be."""
