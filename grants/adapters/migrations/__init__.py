"""The journal's database, form by form; `grants.adapters.database.migrate` runs them."""
