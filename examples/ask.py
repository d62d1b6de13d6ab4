# Asks a question and prints the answer as it arrives: Python 3, standard library only.
import json
import os
import urllib.request

request = urllib.request.Request(
    os.environ.get("DOCENT_URL", "http://127.0.0.1:3000") + "/api/v1/chat",
    json.dumps({"message": "Who is called first in an outage?", "stream": True}).encode(),
    {"Authorization": "Bearer " + os.environ["DOCENT_KEY"], "Content-Type": "application/json"},
)
with urllib.request.urlopen(request) as response:
    event = None
    for line in response:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            event = value
        elif field == "data":
            data = json.loads(value)
            if event == "message":
                print(data["content"], end="", flush=True)
            elif event == "citation":
                print("\n  [%d] %s: %s" % (data["index"], data["document_name"], data["quote"]))
            elif event == "error":
                raise SystemExit(data["message"])
