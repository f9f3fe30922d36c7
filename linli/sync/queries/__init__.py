"""Every read of what phones bring along, and of what they take with them."""
