"""Runs the steps named on the command line against the cloud described on standard input (JSON); prints one JSON object."""

import importlib
import json
import sys

from client import Client

# A step is a module beside this one with `run(client, tax_no, prefix)`.
access = json.load(sys.stdin)
client = Client(access["baseUrl"], access["clientId"], access["clientSecret"], access["encryptKey"], **access.get("habits", {}))
results = {name: importlib.import_module(name).run(client, access["taxNo"], access["prefix"]) for name in sys.argv[1:]}
json.dump(results, sys.stdout, ensure_ascii=True)
