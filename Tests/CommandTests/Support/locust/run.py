"""Lets one user of the locustfile beside the fixtures deliver as many requests as the second argument says."""

import importlib.util
import sys

spec = importlib.util.spec_from_file_location("locustfile", sys.argv[1])
locustfile = importlib.util.module_from_spec(spec)
spec.loader.exec_module(locustfile)
user = locustfile.Provider()
user.on_start()
for _ in range(int(sys.argv[2])):
    user.deliver()
