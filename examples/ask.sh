# Asks a question with curl; the answer arrives as Server-Sent Events.
curl -N --fail-with-body --silent --show-error \
  "${DOCENT_URL:-http://127.0.0.1:3000}/api/v1/chat" \
  -H "Authorization: Bearer $DOCENT_KEY" \
  -H "Content-Type: application/json" \
  -d '{"message": "Who is called first in an outage?", "stream": true}'
