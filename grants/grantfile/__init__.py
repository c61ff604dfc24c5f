"""How a person writes a grant: YAML in, messages out, faults with line, field and mend."""
