"""A command of ours in a process of its own, and the most memory it had."""

import json
import resource
import sys

from linli.config.cli import main

if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.write(json.dumps({"peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}) + "\n")
    raise SystemExit(code)
