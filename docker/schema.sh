#!/bin/sh
# Creates Temporal's two databases and brings their tables to this image's version. Safe to repeat.
# The password comes in SQL_PASSWORD, which the tool reads itself.
set -eu

tables=/etc/temporal/schema/postgresql/v12

prepare() {
    database=$1 versions=$tables/$2/versioned
    # update-schema takes a wrong folder for nothing to do
    [ -d "$versions" ] || { echo "no schema in $versions" >&2; exit 1; }
    for step in "create" "setup-schema -v 0.0" "update-schema -d $versions"; do
        # shellcheck disable=SC2086 # a step is several words
        temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_HOST" -p 5432 \
            -u "$POSTGRES_USER" --db "$database" $step
    done
}

prepare temporal temporal
prepare temporal_visibility visibility
