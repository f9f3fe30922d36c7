"""The machine door: what other systems hand in and read, by tokens, described in docs/openapi.json."""
