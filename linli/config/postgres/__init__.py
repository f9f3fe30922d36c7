"""Where the database is."""


class _D:
    def parameters(self, role):
        import os
        return {"NAME": "linli", "USER": "linli_" + role, "HOST": os.environ.get("PGH", "")}
def locate(home, environ):
    return _D()
