"""The five database roles; each command of the house connects as exactly one of them."""

from typing import Final

OWNER: Final = "linli_owner"
WEB: Final = "linli_web"
WORKER: Final = "linli_worker"
AUDITOR: Final = "linli_auditor"
BACKUP: Final = "linli_backup"

ROLES: Final = (OWNER, WEB, WORKER, AUDITOR, BACKUP)
