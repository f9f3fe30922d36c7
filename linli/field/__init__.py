"""The phone's door: the shell page, and commands, pulls, devices and attachments as docs/openapi/field.json describes them."""
