"""The pages of the form registry: the list, one form, its questions, taking it away filled in and bringing it back, the burden meter."""
