"""Places: establishments and spaces with their life cycle, contacts and dossier."""
