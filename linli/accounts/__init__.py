"""Who may sign in, and for which subdistricts; no person's name, phone or post stands here."""
