"""How the house is put together: settings, addresses, commands, the database server."""
