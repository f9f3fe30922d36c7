"""What phones bring along: devices, commands with their receipts, conflicts for people, and files that come in parts."""
