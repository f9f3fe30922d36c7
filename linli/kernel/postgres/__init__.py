"""Django's PostgreSQL backend with the guard of the scope in front."""
