#!/bin/sh
# Whether this container's worker has lately told the server that it runs (it does every minute).
set -eu

lately=$(date -u -d "3 minutes ago" +%Y-%m-%dT%H:%M:%SZ)
temporal worker list --output json --query "HostName='$(hostname)' \
AND Status='Running' AND HeartbeatTime > '$lately'" | grep -q workerHeartbeat
