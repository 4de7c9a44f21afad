"""Takes stopped files away, keeps them, leaves a notice, and puts released ones where they were to go."""
