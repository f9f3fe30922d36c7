"""Places on the desk: the list, dossiers, forms, files, map."""
