"""Files that belong to an aggregate: recognised by content, encrypted, durable before the row that names them commits."""

from linli.kernel.files.keeping import OpenedFile, Sweep, check_size, of, open_for, store, sweep

__all__ = ["OpenedFile", "Sweep", "check_size", "of", "open_for", "store", "sweep"]
