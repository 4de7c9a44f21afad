"""The agent's side of the gate: compiles its tables, judges what it asks for, and records what it answered."""
