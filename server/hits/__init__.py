"""How often each rule of the published policy gave a verdict, as the agents counted it."""
