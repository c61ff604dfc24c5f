#!/bin/sh
# Waits for the cluster, then sees that the namespace has its search attributes and keeps closed
# workflows for a year. Safe to repeat. TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where.
set -eu

# The port opens before the cluster is ready, and a new namespace takes seconds to be known.
persist() {
    tries=60
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "gave up on: $*" >&2; exit 1; }
        sleep 2
    done
}

namespace() {
    temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null ||
        temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 8760h
}

attribute() {
    persist temporal operator search-attribute create \
        --namespace "$TEMPORAL_NAMESPACE" --name "$1" --type "$2"
}

persist temporal operator cluster health
persist namespace
persist temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention 8760h

attribute GrantReference Keyword
attribute GrantAgency Keyword
attribute GrantCountry Keyword
attribute GrantDonor KeywordList
attribute GrantStage KeywordList
attribute GrantDueAt Datetime
