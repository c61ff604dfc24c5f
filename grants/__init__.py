"""The grant: its rules, its facts and its documents; all that is not Temporal."""
