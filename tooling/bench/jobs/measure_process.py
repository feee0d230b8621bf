"""Runs a command, and prints its seconds, processor seconds and peak memory in MB as JSON. Fails as the command fails.

measure_process.py COMMAND…
"""
import json
import resource
import subprocess
import sys
import time

start = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
seconds = time.monotonic() - start
if done.returncode != 0:
    sys.exit(done.stderr[-500:])
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
# In KB, but on a Mac in bytes.
memory = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
print(json.dumps({"seconds": seconds, "processor": usage.ru_utime + usage.ru_stime, "memory": memory, "output": done.stdout}))
